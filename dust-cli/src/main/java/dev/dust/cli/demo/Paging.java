package dev.dust.cli.demo;

import dev.dust.DustStore;
import dev.dust.Page;
import dev.dust.PageOptions;
import java.util.ArrayList;
import java.util.List;

/** A large store is read page by page. */
final class Paging implements DemoStep {
    private static final String PATTERN = "users/*/name";

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        List<String> names = List.of("ann", "bob", "cem", "dora", "eve", "finn", "gus");
        for (String name : names) {
            Check.success("Ann's put of " + name, setup.ann().store().put("users/" + name + "/name", name).committed());
        }
        DustStore bob = setup.bob().store();
        Check.soon("how many users Bob sees", names.size(), () -> bob.enumerate(PATTERN).size());
        List<List<String>> pages = new ArrayList<>();
        Page<String> page = bob.keys(PATTERN, PageOptions.defaults().limit(3));
        pages.add(page.items());
        while (page.next() != null) {
            page = bob.keys(PATTERN, PageOptions.defaults().limit(3).after(page.next()));
            pages.add(page.items());
        }
        List<String> keys = names.stream().map(name -> "users/" + name + "/name").toList();
        Check.now("the pages", List.of(keys.subList(0, 3), keys.subList(3, 6), keys.subList(6, 7)), pages);
        return "Bob reads the 7 paths that match " + PATTERN + " in pages of 3: 3, 3 and 1, and the last page says that it is";
    }
}
