package dev.postern.soak;

/**
 * How rough the day is. Each part is a system property, as {@code -Dsoak.idle=10000}; 0 leaves it out.
 *
 * @param minutes all clients are there at once for so long
 * @param idle clients that have read the greeting and say nothing
 * @param flood threads that open connections and drop them as fast as they can
 * @param slow clients that send one octet at a time
 * @param deaf clients that ask and never read
 * @param hostile commands that nobody should send, on their own behind the crowd
 */
record Plan(double minutes, int idle, int flood, int slow, int deaf, int hostile) {
    static Plan fromProperties() {
        return new Plan(
                Double.parseDouble(System.getProperty("soak.minutes", "2")),
                number("soak.idle", 10_000),
                number("soak.flood", 2),
                number("soak.slow", 200),
                number("soak.deaf", 20),
                number("soak.hostile", 1_000_000));
    }

    private static int number(String property, int otherwise) {
        return Integer.parseInt(System.getProperty(property, String.valueOf(otherwise)));
    }
}
