package dev.dust.benchmarks.program;

import java.util.List;

/** A measurement that has not the shape of a JMH benchmark. It has a constructor without parameters, and a JVM of its own. */
public interface Program {

    /**
     * Measures.
     *
     * @param arguments what, and how much of it; each program tells
     * @return operations a second, bytes, or whatever the program says
     */
    double measure(List<String> arguments) throws Exception;
}
