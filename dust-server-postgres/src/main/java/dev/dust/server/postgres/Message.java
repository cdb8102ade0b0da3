package dev.dust.server.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Statements that go to the database together, so that their answers are waited for once. Each is about arrays, so that it is
 * the same however many ops it is about: the driver has it prepared. All that a batch needs goes this way; jOOQ would write
 * each statement anew, which takes longer than the database does over an op. For one thread, and one time.
 */
final class Message {
    private final Connection connection;
    private final UnaryOperator<String> named;
    private final StringBuilder text = new StringBuilder();
    private final List<Parameter> parameters = new ArrayList<>();
    /** By statement; null for one that is not asked for anything. */
    private final List<@Nullable Answer<?>> answers = new ArrayList<>();

    /** Makes something of a row of a result. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What a statement has answered, once the message is sent. */
    static final class Answer<T> {
        private final Reader<T> reader;
        private final List<T> rows = new ArrayList<>();

        private Answer(Reader<T> reader) {
            this.reader = reader;
        }

        List<T> rows() {
            return rows;
        }

        private void read(ResultSet result) throws SQLException {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        }
    }

    /** @param named gives tables, which have a {@code $} before them in statements, the name of their schema */
    Message(Connection connection, UnaryOperator<String> named) {
        this.connection = connection;
        this.named = named;
    }

    /** Adds a statement of whose answer nobody wants to hear. */
    void tell(String statement, Parameter... values) {
        add(statement, null, values);
    }

    /** Adds a statement that has a result. */
    <T> Answer<T> ask(String statement, Reader<T> reader, Parameter... values) {
        var answer = new Answer<>(reader);
        add(statement, answer, values);
        return answer;
    }

    private void add(String statement, @Nullable Answer<?> answer, Parameter... values) {
        text.append(text.isEmpty() ? "" : "; ").append(named.apply(statement));
        parameters.addAll(List.of(values));
        answers.add(answer);
    }

    /** Sends all of them, and reads what they answer. */
    void send() {
        try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                parameters.get(i).set(statement, i + 1);
            }
            statement.execute();
            for (Answer<?> answer : answers) {
                if (answer != null) {
                    answer.read(statement.getResultSet());
                }
                statement.getMoreResults();
            }
        } catch (SQLException e) {
            throw new DataAccessException("the database has not done what was asked of it: " + e.getMessage(), e);
        }
    }
}
