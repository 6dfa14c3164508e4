package dev.postern.smtp.chain;

/**
 * What one run of a chain has to keep to.
 *
 * @param limit milliseconds for all groups together, but for those in which they wait for other occasions
 * @param latest when it has to be over in any case, by the server's clock
 * @param before what is clear before anybody is asked
 * @param only the one group that is asked, or null for all
 */
public record AskOptions(long limit, long latest, Outcome.Ruling before, String only) {
    public static AskOptions within(long limit) {
        return until(limit, Long.MAX_VALUE);
    }

    public static AskOptions until(long limit, long latest) {
        return new AskOptions(limit, latest, Outcome.Ruling.PASS, null);
    }

    /** The same, and this is clear before anybody is asked. */
    public AskOptions knowing(Outcome.Ruling ruling) {
        return new AskOptions(limit, latest, ruling, only);
    }

    /** The same, and no other group is asked. */
    public AskOptions asking(String group) {
        return new AskOptions(limit, latest, before, group);
    }
}
