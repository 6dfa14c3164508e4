package dev.postern.smtp.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes only when a test says so. */
public final class VirtualClock implements Clock {
    private final List<Entry> entries = new ArrayList<>();
    private long now = 1_000_000;

    private record Entry(long at, Runnable action) {}

    @Override
    public long now() {
        return now;
    }

    @Override
    public long wall() {
        return 1_700_000_000_000L + now;
    }

    @Override
    public Alarm after(long milliseconds, Runnable action) {
        Entry entry = new Entry(now + milliseconds, action);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    /** Lets this much time pass, and everything that is due in it happen in its order. */
    public void advance(long milliseconds) {
        long end = now + milliseconds;
        while (true) {
            Entry next = entries.stream()
                    .filter(entry -> entry.at() <= end)
                    .min(Comparator.comparingLong(Entry::at))
                    .orElse(null);
            if (next == null) {
                now = end;
                return;
            }
            entries.remove(next);
            now = next.at();
            next.action().run();
        }
    }

    /** Alarms that are set. */
    public int alarms() {
        return entries.size();
    }
}
