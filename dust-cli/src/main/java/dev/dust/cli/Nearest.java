package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.PageOptions;
import dev.dust.path.DustPath;
import dev.dust.subscribe.RowLimit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody who mistyped a name has meant. */
final class Nearest {
    /** How many letters may be wrong, missing or too many. */
    private static final int SLIPS = 2;
    /** So many letters say enough of a name to tell which it is. */
    private static final int LEAST_OF_A_BEGINNING = 3;

    private Nearest() {
    }

    /**
     * "; NAME is meant?" for the known name that is nearest to a mistyped one, or begins with it; empty where there is none.
     */
    static String meant(String mistyped, Collection<String> known) {
        return known.stream().filter(name -> isNear(mistyped, name))
                .min(Comparator.comparingInt((String name) -> slips(mistyped, name))
                        .thenComparing(name -> !name.regionMatches(true, 0, mistyped, 0, 1))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> "; " + name + " is meant?").orElse("");
    }

    private static boolean isNear(String mistyped, String name) {
        int letters = name.replaceFirst("^-+", "").length();
        int most = letters == 1 ? 0 : Math.min(SLIPS, (letters + 1) / 2);
        return slips(mistyped, name) <= most
                || mistyped.replaceFirst("^-+", "").length() >= LEAST_OF_A_BEGINNING && name.startsWith(mistyped);
    }

    /** Capital letters instead of small ones are none. */
    private static int slips(String mistyped, String name) {
        return distance(mistyped.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
    }

    /**
     * The same for a path at which there is nothing: the first of its segments that is not there is compared. Of an empty store
     * it says that it is empty: its own name may be the mistyped one.
     */
    static String meant(DustPath path, DustStore store) {
        if (store.prefixes("**", PageOptions.defaults().limit(1)).items().isEmpty()) {
            return ": there is nothing in the store " + store.name() + " at all";
        }
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
