package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.dust.error.DustException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A public method names the errors of Dust's that it throws itself, and those that the methods name which it calls, unless it
 * catches them. What a lambda does is its caller's.
 */
@Tag("slow")
class DocumentedErrorsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final List<String> EXPORTED = List.of("dev.dust", "dev.dust.lease", "dev.dust.path", "dev.dust.reading",
            "dev.dust.subscribe",
            "dev.dust.write");

    private final List<String> undocumented = new ArrayList<>();
    private int methods;
    private DocTrees trees;
    private JavacTask task;
    private TypeMirror dustException;

    @Test
    void publicMethodsNameTheErrorsOfWhatTheyCall() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        List<Path> sources;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            sources = all.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java")).toList();
        }
        task = (JavacTask) compiler.getTask(null, files, null,
                List.of("-proc:none", "-classpath", System.getProperty("java.class.path")), null,
                files.getJavaFileObjectsFromPaths(sources));
        trees = DocTrees.instance(task);
        Iterable<? extends CompilationUnitTree> units = task.parse();
        task.analyze();
        dustException = task.getElements().getTypeElement(DustException.class.getName()).asType();
        for (CompilationUnitTree unit : units) {
            if (EXPORTED.contains(unit.getPackageName().toString())) {
                new PublicMethods().scan(unit, null);
            }
        }
        assertThat(methods).isGreaterThan(100);
        assertThat(undocumented).as("public methods, and what they throw and do not document").isEmpty();
    }

    private final class PublicMethods extends TreePathScanner<Void, Void> {
        @Override
        public Void visitClass(ClassTree tree, Void none) {
            return isPublic(getCurrentPath()) ? super.visitClass(tree, none) : null;
        }

        @Override
        public Void visitMethod(MethodTree tree, Void none) {
            if (isPublic(getCurrentPath()) && tree.getBody() != null) {
                methods++;
                Element method = trees.getElement(getCurrentPath());
                var thrown = new Thrown(method.getEnclosingElement(), new HashSet<>());
                thrown.scan(new TreePath(getCurrentPath(), tree.getBody()), null);
                List<TypeMirror> documented = documented(method);
                thrown.types.stream().filter(type -> documented.stream().noneMatch(named -> covers(named, type)))
                        .map(type -> method.getEnclosingElement().getSimpleName() + "." + method + ": " + type)
                        .forEach(undocumented::add);
            }
            return null;
        }

        private boolean isPublic(TreePath path) {
            Element element = trees.getElement(path);
            return element.getModifiers().contains(Modifier.PUBLIC)
                    || element.getEnclosingElement().getKind() == ElementKind.INTERFACE;
        }
    }

    /** {@code DustException} by itself is covered by any of those below it: "as the other method does". */
    private boolean covers(TypeMirror named, TypeMirror thrown) {
        return task.getTypes().isSubtype(thrown, named) || task.getTypes().isSubtype(named, thrown);
    }

    private List<TypeMirror> documented(Element method) {
        if (method == null || trees.getPath(method) == null) {
            return List.of();
        }
        DocCommentTree comment = trees.getDocCommentTree(method);
        if (comment == null) {
            return List.of();
        }
        var types = new ArrayList<TypeMirror>();
        for (DocTree tag : comment.getBlockTags()) {
            if (tag instanceof ThrowsTree named) {
                String name = named.getExceptionName().getSignature();
                Element type = typeNamed(name.substring(name.lastIndexOf('.') + 1));
                if (type != null) {
                    types.add(type.asType());
                }
            }
        }
        return types;
    }

    /** Dust's errors stand in one package, and are told by their simple names. */
    private TypeElement typeNamed(String simpleName) {
        return task.getElements().getTypeElement(DustException.class.getPackageName() + "." + simpleName);
    }

    /** What escapes from a body. */
    private final class Thrown extends TreePathScanner<Void, Void> {
        private final Set<TypeMirror> types = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        private final List<TypeMirror> caught = new ArrayList<>();
        /** Private methods that were followed. */
        private final Set<Element> followed;
        private final Element inClass;

        Thrown(Element inClass, Set<Element> followed) {
            this.inClass = inClass;
            this.followed = followed;
        }

        @Override
        public Void visitTry(TryTree tree, Void none) {
            var own = new ArrayList<TypeMirror>();
            for (CatchTree each : tree.getCatches()) {
                Tree type = each.getParameter().getType();
                List<? extends Tree> alternatives = type instanceof UnionTypeTree union
                        ? union.getTypeAlternatives()
                        : List.of(type);
                alternatives.forEach(one -> own.add(trees.getTypeMirror(TreePath.getPath(getCurrentPath(), one))));
            }
            scan(tree.getResources(), none);
            caught.addAll(own);
            scan(tree.getBlock(), none);
            own.forEach(caught::remove);
            scan(tree.getCatches(), none);
            return scan(tree.getFinallyBlock(), none);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree tree, Void none) {
            return null;
        }

        @Override
        public Void visitClass(ClassTree tree, Void none) {
            return null;
        }

        @Override
        public Void visitThrow(ThrowTree tree, Void none) {
            if (tree.getExpression() instanceof NewClassTree) {
                add(trees.getTypeMirror(new TreePath(getCurrentPath(), tree.getExpression())));
            }
            return super.visitThrow(tree, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void none) {
            addAll(trees.getElement(getCurrentPath()));
            return super.visitMethodInvocation(tree, none);
        }

        @Override
        public Void visitNewClass(NewClassTree tree, Void none) {
            Element constructor = trees.getElement(getCurrentPath());
            // A changed copy of what was checked: what can be wrong with the change is not known here.
            if (constructor != null && !constructor.getEnclosingElement().equals(inClass)) {
                addAll(constructor);
            }
            return super.visitNewClass(tree, none);
        }

        private void addAll(Element called) {
            if (called instanceof ExecutableElement method) {
                documented(method).forEach(this::add);
                if (method.getModifiers().contains(Modifier.PRIVATE) && trees.getPath(method) != null && followed.add(method)) {
                    var within = new Thrown(inClass, followed);
                    within.scan(trees.getPath(method), null);
                    within.types.forEach(this::add);
                }
            }
        }

        private void add(TypeMirror type) {
            if (task.getTypes().isSubtype(type, dustException)
                    && caught.stream().noneMatch(by -> task.getTypes().isSubtype(type, by))) {
                types.add(type);
            }
        }
    }
}
