package dev.dust.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code on a page.
 *
 * @param language what it says behind its fence
 * @param text     what stands in it
 * @param shown    what the page shows that it prints: the block of {@code text} that follows it; empty if another follows
 */
record PageBlock(String language, String text, String shown) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");

    /** The blocks of a page, which is named by its path from the root. */
    static List<PageBlock> of(String page) {
        List<PageBlock> found = BLOCK.matcher(ProjectFiles.read(ProjectFiles.root().resolve(page))).results()
                .map(block -> new PageBlock(block.group(1), block.group(2), "")).toList();
        var blocks = new ArrayList<PageBlock>();
        for (PageBlock block : found) {
            if (block.language.equals("text") && !blocks.isEmpty()) {
                PageBlock printing = blocks.removeLast();
                blocks.add(new PageBlock(printing.language, printing.text, block.text));
            } else {
                blocks.add(block);
            }
        }
        return blocks;
    }

    /** Those of them that are written in Java. */
    static List<PageBlock> java(String page) {
        return of(page).stream().filter(block -> block.language.equals("java")).toList();
    }

    /** The class that a block is the file of; empty for statements. */
    String fileOf() {
        return Stream.of(CLASS.matcher(text)).filter(name -> name.find()).map(name -> name.group(1)).findFirst().orElse("");
    }

    @Override
    public String toString() {
        return text.lines().filter(line -> !line.startsWith("import ") && !line.isBlank()).findFirst().orElse(text).strip();
    }
}
