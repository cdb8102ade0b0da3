package dev.dust.adapter.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

/** Ways between a caller and what it calls. */
final class Calls {
    private Calls() {
    }

    /** What is done instead of a call. */
    interface Call {
        Object on(Method method, Object... args) throws ReflectiveOperationException, SQLException;
    }

    /** An object whose every method is {@code call}; what a method that it calls in turn throws comes out as it is. */
    static <T> T on(Class<T> type, Call call) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (proxy, method, args) -> {
                    try {
                        return call.on(method, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
