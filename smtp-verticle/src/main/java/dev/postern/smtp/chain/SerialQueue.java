package dev.postern.smtp.chain;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Lets a group answer the asks of one connection one after the other, in the order in which their places were taken. */
final class SerialQueue {
    private static final Future<Void> NOBODY = Future.succeededFuture();

    private Future<Void> last = NOBODY;

    /** The place behind all that were taken before. It must be left in the end. */
    Place enter() {
        Place place = new Place(last);
        last = place.left.future();
        return place;
    }

    /** One place in the queue. */
    static final class Place {
        private final Future<Void> turn;
        private final Promise<Void> left = Promise.promise();

        private Place(Future<Void> turn) {
            this.turn = turn;
        }

        /** Completes when all places before it were left. */
        Future<Void> turn() {
            return turn;
        }

        /** Also before its turn, and more than once. */
        void leave() {
            turn.onComplete(before -> left.tryComplete());
        }
    }
}
