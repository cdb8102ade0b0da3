package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.PageOptions;
import dev.dust.path.DustPath;
import dev.dust.subscribe.RowLimit;
import java.util.Collection;
import java.util.Comparator;

/** What somebody who mistyped a name has meant. */
final class Nearest {
    /** How many letters may be wrong, missing or too many. */
    private static final int SLIPS = 2;

    private Nearest() {
    }

    /** "; NAME is meant?" for the known name that is nearest to a mistyped one; empty where none is near. */
    static String meant(String mistyped, Collection<String> known) {
        return known.stream().filter(name -> distance(mistyped, name) <= Math.min(SLIPS, (name.length() + 1) / 2))
                .min(Comparator.comparingInt(name -> distance(mistyped, name))).map(name -> "; " + name + " is meant?")
                .orElse("");
    }

    /** The same for a path at which there is nothing: the first of its segments that is not there is compared. */
    static String meant(DustPath path, DustStore store) {
        String parent = "";
        for (String segment : path.segments()) {
            String child = parent + DustPath.escape(segment);
            if (store.entry(child).isEmpty()) {
                return meant(child, store.prefixes(parent + "**", PageOptions.defaults().limit(RowLimit.MOST)).items());
            }
            parent = child + "/";
        }
        return "";
    }

    /** How many letters have to be changed, left out or put in. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
