package dev.dust.testkit.conformance;

/** What must be seen. */
final class ExpectSteps {
    private ExpectSteps() {
    }

    static ScenarioStep read(FieldReader reader) {
        String what = reader.text("expect");
        return switch (what) {
            case "get" -> ReadSteps.get(reader);
            case "entry" -> ReadSteps.entry(reader);
            case "get_many" -> ReadSteps.getMany(reader);
            case "enum" -> PageSteps.enumerate(reader);
            case "range" -> PageSteps.range(reader);
            case "sent" -> SeenSteps.sent(reader);
            case "joined" -> SeenSteps.joined(reader);
            case "result" -> SeenSteps.result(reader);
            case "events" -> SeenSteps.events(reader);
            case "status" -> SeenSteps.status(reader);
            default -> throw new ScenarioFailure("there is no expectation \"" + what + '"');
        };
    }
}
