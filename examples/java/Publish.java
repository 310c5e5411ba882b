import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** java Publish.java URL TOPIC TEXT: one message over HTTP; says at which offset it is stored. */
public class Publish {
    public static void main(String[] args) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(args[0] + "/api/v1/publish/" + args[1]))
                .header("Content-Type", "text/plain")
                .header("Crier-Source", "java")
                .POST(HttpRequest.BodyPublishers.ofString(args[2]))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.body());
        System.exit(answer.statusCode() == 200 ? 0 : 1);
    }
}
