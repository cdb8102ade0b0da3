package dev.dust.adapter.jackson;

import tools.jackson.core.Version;
import tools.jackson.databind.JacksonModule;

/** Teaches databind what {@link dev.dust.value.Value#from} understands, and to read it back. */
final class ValueTypes extends JacksonModule {

    @Override
    public String getModuleName() {
        return getClass().getName();
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void setupModule(SetupContext context) {
        context.addSerializers(new PlainSerializers());
        context.addDeserializers(new ValueDeserializers());
        context.addDeserializerModifier(new ScalarModifier());
    }
}
