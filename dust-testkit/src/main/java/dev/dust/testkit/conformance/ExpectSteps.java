package dev.dust.testkit.conformance;

/** What must be seen. */
final class ExpectSteps {
    private ExpectSteps() {
    }

    static Step read(Form form) {
        String what = form.text("expect");
        return switch (what) {
            case "get" -> ReadSteps.get(form);
            case "entry" -> ReadSteps.entry(form);
            case "get_many" -> ReadSteps.getMany(form);
            case "enum" -> PageSteps.enumerate(form);
            case "range" -> PageSteps.range(form);
            case "sent" -> SeenSteps.sent(form);
            case "joined" -> SeenSteps.joined(form);
            case "result" -> SeenSteps.result(form);
            case "events" -> SeenSteps.events(form);
            case "status" -> SeenSteps.status(form);
            default -> throw new ScenarioFailure("there is no expectation \"" + what + '"');
        };
    }
}
