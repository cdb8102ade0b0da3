package dev.dust.server.api;

import dev.dust.codec.CodecException;
import dev.dust.server.frame.Format;
import dev.dust.value.Value;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One request and its answer. For one thread, which may block. */
final class Exchange {
    private static final String JSON = "application/json";
    /** What a client still sends while it is answered is read up to here: a connection that is cut takes the answer along. */
    private static final int MOST_READ_IN_VAIN = 16 << 20;
    private static final int BUFFER = 32 << 10;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final int maxBody;
    private boolean isBodyAskedFor;
    private @Nullable Fields query;

    Exchange(Request request, Response response, Callback callback, int maxBody) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.maxBody = maxBody;
    }

    /** The path of its URL, as it was sent. */
    String rawPath() {
        return request.getHttpURI().getPath();
    }

    /** Its method; a {@code HEAD} is a {@code GET} whose answer has no body. */
    String method() {
        return isHead() ? HttpMethod.GET.asString() : request.getMethod();
    }

    private boolean isHead() {
        return HttpMethod.HEAD.is(request.getMethod());
    }

    /** The host that it was sent to, as it says. */
    String host() {
        return Request.getServerName(request);
    }

    @Nullable
    String token() {
        return Bearer.tokenOf(request);
    }

    /** What a header says, in however many lines it comes; null if there is none. */
    @Nullable
    String header(String name) {
        List<String> lines = request.getHeaders().getValuesList(name);
        return lines.isEmpty() ? null : String.join(", ", lines);
    }

    /** How many bytes a body may have that is read as a whole, and a line of one that is not. */
    int maxBody() {
        return maxBody;
    }

    // --- The query

    private Fields query() {
        if (query == null) {
            try {
                query = Request.extractQueryParameters(request);
            } catch (RuntimeException e) {
                throw Problem.of("invalid_url", "the query cannot be read");
            }
        }
        return query;
    }

    /** Refuses parameters that nobody knows: who misspells one means something else than its absence. */
    void checkParameters(Set<String> known) {
        for (String name : query().getNames()) {
            if (!known.contains(name)) {
                throw Problem.of("unknown_parameter", "there is no parameter " + name + " here");
            }
        }
    }

    @Nullable
    String parameter(String name) {
        return query().getValue(name);
    }

    /** The number that a parameter is, or {@code usual} if it is missing. */
    long parameter(String name, long usual, long least, long most) {
        String text = parameter(name);
        if (text == null) {
            return usual;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // It is no number at all.
        }
        throw Problem.of("invalid_parameter", name + " is a number from " + least + " to " + most);
    }

    // --- The body

    /** The body as it comes. */
    InputStream body() {
        isBodyAskedFor = true;
        return Content.Source.asInputStream(request);
    }

    /** The JSON that the body is. */
    Value json() throws IOException {
        if (request.getLength() > maxBody) {
            throw tooLarge();
        }
        byte[] bytes = body().readNBytes(maxBody + 1);
        if (bytes.length > maxBody) {
            throw tooLarge();
        }
        return json(bytes, bytes.length);
    }

    static Value json(byte[] bytes, int length) {
        try {
            return Format.JSON.codec().decode(bytes, 0, length);
        } catch (CodecException e) {
            throw Problem.of("invalid_json", "this is no JSON: " + e.getMessage());
        }
    }

    private Problem tooLarge() {
        return Problem.of("too_large", "a body may have " + maxBody + " bytes");
    }

    /** From now on it may take as long as it likes although nothing is sent either way. */
    void neverIdle() {
        request.addIdleTimeoutListener((TimeoutException late) -> false);
    }

    // --- The answer

    void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Answers with JSON. */
    void send(int status, Value json) throws IOException {
        send(status, JSON, Format.JSON.codec().encode(json));
    }

    /** Answers that nothing has changed. */
    void notModified() throws IOException {
        send(HttpStatus.NOT_MODIFIED_304, null, new byte[0]);
    }

    /** Answers with a problem; if an answer is under way already, that breaks off. */
    void fail(Problem problem) throws IOException {
        if (response.isCommitted()) {
            callback.failed(problem);
            return;
        }
        response.reset();
        if (problem.status() == HttpStatus.UNAUTHORIZED_401) {
            Bearer.challenge(response);
        }
        if (problem.retryAfterSeconds() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfterSeconds());
        }
        send(problem.status(), Problem.TYPE, Format.JSON.codec().encode(problem.body()));
    }

    /** Answers that the resource takes these methods, and not this one. */
    void allow(List<String> methods) throws IOException {
        List<String> allowed = new ArrayList<>(methods);
        if (methods.contains(HttpMethod.GET.asString())) {
            allowed.add(HttpMethod.HEAD.asString());
        }
        response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
        Problem problem = Problem.of("method_not_allowed", "this URL takes " + String.join(", ", allowed));
        send(problem.status(), Problem.TYPE, Format.JSON.codec().encode(problem.body()));
    }

    private void send(int status, @Nullable String type, byte[] body) throws IOException {
        begin(status, type);
        if (type != null) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        }
        Content.Sink.write(response, true, isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body));
        readOut();
        callback.succeeded();
    }

    private void begin(int status, @Nullable String type) {
        response.setStatus(status);
        if (type != null) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
    }

    /** Who asks before he sends, and was not told to, sends nothing. */
    private void readOut() {
        if (!isBodyAskedFor && request.getHeaders().contains(HttpHeader.EXPECT)) {
            return;
        }
        try {
            InputStream rest = body();
            long read = 0;
            byte[] buffer = new byte[BUFFER];
            for (int n = rest.read(buffer); n >= 0 && read < MOST_READ_IN_VAIN; n = rest.read(buffer)) {
                read += n;
            }
        } catch (IOException gone) {
            // It has its answer, or does not want it.
        }
    }

    /** What is written as it is made. */
    @FunctionalInterface
    interface Streamed {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Answers 200 with what is made piece by piece. If that fails, the answer breaks off: its reader knows. */
    void stream(String type, Streamed content) throws IOException {
        begin(HttpStatus.OK_200, type);
        if (isHead()) {
            Content.Sink.write(response, true, ByteBuffer.allocate(0));
        } else {
            // Not closed when that fails: the end of an answer says that nothing is missing.
            OutputStream out = new BufferedOutputStream(Content.Sink.asOutputStream(response), BUFFER);
            content.writeTo(out);
            out.close();
        }
        callback.succeeded();
    }

    /** Nobody is left to be answered, or nothing can be said any more. */
    void breakOff(Throwable why) {
        callback.failed(why);
    }
}
