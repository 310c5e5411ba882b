import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** java Subscribe.java URL FILTER: prints each message and each gap; comes back after every cut where it was. */
public class Subscribe {
    private static String position = "";

    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI events = URI.create(args[0] + "/events?topics=" + URLEncoder.encode(args[1], StandardCharsets.UTF_8));
        while (true) {
            HttpRequest.Builder request = HttpRequest.newBuilder(events);
            if (!position.isEmpty()) {
                request.header("Last-Event-ID", position);
            }
            try {
                client.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body().forEach(Subscribe::take);
            } catch (IOException | java.io.UncheckedIOException gone) {
                // The hub is away for a moment.
            }
            Thread.sleep(1000);
        }
    }

    private static void take(String line) {
        if (line.startsWith("id: ")) {
            position = line.substring(4);
        } else if (line.startsWith("data: {\"type\":\"message\"") || line.startsWith("data: {\"type\":\"gap\"")) {
            System.out.println(line.substring(6));
        }
    }
}
