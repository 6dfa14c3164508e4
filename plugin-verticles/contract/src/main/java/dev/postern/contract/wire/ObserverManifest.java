package dev.postern.contract.wire;

import dev.postern.contract.EventHeader;
import dev.postern.contract.Stage;
import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an observer says in its {@code hello}, once facts can reach it and then every {@link GroupManifest#HELLO_INTERVAL}, so
 * that servers on other nodes send it theirs.
 *
 * @param observer its name; those of one name on one node are one to others
 * @param node the id of the node that it runs on
 * @param address where that node takes facts ({@link Addresses#relay})
 * @param stages whose facts it wants
 */
public record ObserverManifest(String observer, String node, String address, Set<Stage> stages) {
    public ObserverManifest {
        stages = Set.copyOf(stages);
    }

    /** The message {@code hello}. */
    public JsonObject hello() {
        List<Stage> sorted = stages.stream().sorted().toList();
        return say("hello").put("observes", Json.array(sorted, Stage::key));
    }

    /** The message {@code bye}. */
    public JsonObject bye() {
        return say("bye");
    }

    /**
     * Reads a hello; stages that this code does not know are left out: they are of a newer contract.
     *
     * @throws MalformedException if this is no hello of an observer, or one of another version of the contract, or if its
     *     address is not that of its node
     */
    public static ObserverManifest fromJson(JsonObject json) {
        try {
            String observer = Json.required("observer", json.getString("observer"));
            String node = Json.required("node", json.getString("node"));
            requireVersion(observer, node, json.getValue("v"));
            String address = Json.required("address", json.getString("address"));
            if (!address.equals(Addresses.relay(node))) {
                throw new MalformedException("hello of observer '" + observer + "' on node " + node + " with address '"
                        + address + "', expected " + Addresses.relay(node));
            }
            return new ObserverManifest(observer, node, address, stages(Json.strings(json, "observes")));
        } catch (ClassCastException | NullPointerException e) {
            throw new MalformedException("not a hello of an observer: " + e.getMessage(), e);
        }
    }

    private static void requireVersion(String observer, String node, Object version) {
        if (!Integer.valueOf(EventHeader.VERSION).equals(version)) {
            throw new MalformedException("hello of observer '" + observer + "' on node " + node + " with v " + version
                    + ", expected " + EventHeader.VERSION);
        }
    }

    private static Set<Stage> stages(List<String> keys) {
        return Arrays.stream(Stage.values())
                .filter(stage -> keys.contains(stage.key()))
                .collect(Collectors.toSet());
    }

    private JsonObject say(String word) {
        return new JsonObject()
                .put("v", EventHeader.VERSION)
                .put("say", word)
                .put("observer", observer)
                .put("node", node)
                .put("address", address);
    }
}
