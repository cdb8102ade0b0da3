package dev.dust.cli;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Classes of every module may be touched first by any threads at once. */
@AnalyzeClasses(packages = "dev.dust", importOptions = DoNotIncludeTests.class)
@ArchTag("slow")
class ClassInitializationTest {

    /** Two threads, one of which begins with the type and one with its subtype, would wait for each other for ever. */
    @ArchTest
    static final ArchRule noTypeIsInitialisedByItsSubtypes_andInitialisesThem = ArchRuleDefinition.classes()
            .should(new ArchCondition<>("not use, as they are initialised, subtypes that initialise them") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!isInitialisedBySubtypes(type)) {
                        return;
                    }
                    type.getStaticInitializer().ifPresent(initializer -> initializer.getAccessesFromSelf().stream()
                            .filter(access -> isSubtype(access.getTargetOwner(), type))
                            .forEach(access -> events.add(SimpleConditionEvent.violated(type, access.getDescription()))));
                }
            });

    /** As the language says: a class is initialised before its subclasses, an interface only if it has default methods. */
    private static boolean isInitialisedBySubtypes(JavaClass type) {
        return !type.isInterface() || type.getMethods().stream().anyMatch(method -> !method.getModifiers()
                .contains(JavaModifier.ABSTRACT) && !method.getModifiers().contains(JavaModifier.STATIC));
    }

    /** Those without a name can be touched by nobody else, such as the constants of an enum that have bodies. */
    private static boolean isSubtype(JavaClass type, JavaClass of) {
        return !type.equals(of) && type.isAssignableTo(of.getName()) && !type.isAnonymousClass();
    }
}
