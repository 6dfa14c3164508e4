package dev.postern.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long something took, each time. */
final class Latencies {
    private final List<Long> nanoseconds = Collections.synchronizedList(new ArrayList<>());

    /** What may fail. */
    interface Act {
        void run() throws Exception;
    }

    void measure(Act act) throws Exception {
        long begin = System.nanoTime();
        act.run();
        nanoseconds.add(System.nanoTime() - begin);
    }

    int count() {
        return nanoseconds.size();
    }

    /** Milliseconds within which this share of all was done; 0 if there are none. */
    double within(double share) {
        List<Long> sorted = new ArrayList<>(nanoseconds);
        Collections.sort(sorted);
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, index)) / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                "%d, median %.1f ms, 99 %% within %.1f ms, longest %.1f ms",
                count(), within(0.5), within(0.99), within(1));
    }
}
