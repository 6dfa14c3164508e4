import dev.postern.contract.*;
import dev.postern.contract.plugin.*;
import io.vertx.core.Future;
import java.util.List;

public final class Courtesy extends Plugin {
    private final List<String> names;
    private final String text;

    Courtesy(List<String> names, String text) {
        this.names = names;
        this.text = text;
    }

    @Override
    protected Future<Decision> onHelo(Helo event) {
        return names.contains(event.name()) ? reject(550, "5.7.1", text) : pass();
    }
}
