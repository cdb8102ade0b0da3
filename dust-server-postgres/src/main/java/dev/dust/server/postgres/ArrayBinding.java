package dev.dust.server.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.impl.SQLDataType;

/**
 * Binds an array as the driver does, in the binary form: jOOQ writes it as text, in which arrays of bytes with none among them
 * are malformed.
 *
 * @param <T> an array
 */
final class ArrayBinding<T> implements Binding<Object, T> {
    private static final long serialVersionUID = 1L;

    private final String element;
    private final Class<T> type;

    private ArrayBinding(String element, Class<T> type) {
        this.element = element;
        this.type = type;
    }

    /** A type of arrays of {@code element}. */
    static <T> DataType<T> of(String element, Class<T> type) {
        return SQLDataType.OTHER.asConvertedDataType(new ArrayBinding<>(element, type));
    }

    @Override
    public Converter<Object, T> converter() {
        return Converter.ofNullable(Object.class, type, type::cast, value -> value);
    }

    @Override
    public void sql(BindingSQLContext<T> context) {
        context.render().sql("?::").sql(element).sql("[]");
    }

    @Override
    public void set(BindingSetStatementContext<T> context) throws SQLException {
        Connection connection = context.statement().getConnection();
        Array array = connection.createArrayOf(element, (Object[]) context.value());
        context.statement().setArray(context.index(), array);
    }

    @Override
    public void register(BindingRegisterContext<T> context) throws SQLException {
        context.statement().registerOutParameter(context.index(), Types.ARRAY);
    }

    @Override
    public void set(BindingSetSQLOutputContext<T> context) throws SQLException {
        throw onlyBound();
    }

    @Override
    public void get(BindingGetResultSetContext<T> context) throws SQLException {
        throw onlyBound();
    }

    @Override
    public void get(BindingGetStatementContext<T> context) throws SQLException {
        throw onlyBound();
    }

    @Override
    public void get(BindingGetSQLInputContext<T> context) throws SQLException {
        throw onlyBound();
    }

    private static SQLException onlyBound() {
        return new SQLFeatureNotSupportedException("arrays go to the database, and do not come from there");
    }
}
