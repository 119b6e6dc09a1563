using System.Text.Json.Nodes;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>Pieces that schemas are made of.</summary>
internal static class SchemaParts
{
    private const string NoControlCharacters = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

    internal static JsonObject Type(string type) => new() { ["type"] = type };

    internal static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    internal static JsonObject Text() => new() { ["type"] = "string", ["minLength"] = 1 };

    internal static JsonObject Identifier() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = GovernanceIdentifier.MaxLength, ["pattern"] = NoControlCharacters };

    internal static JsonObject Name() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = GovernanceIdentifier.MaxNameLength };

    internal static JsonObject Whole(long minimum, long maximum) => new() { ["type"] = "integer", ["minimum"] = minimum, ["maximum"] = maximum };

    internal static JsonObject Enum(IEnumerable<string> names) => new() { ["enum"] = Names(names) };

    internal static JsonObject ListOf(JsonObject item, int minItems = 1) => minItems == 0
        ? new() { ["type"] = "array", ["items"] = item }
        : new() { ["type"] = "array", ["minItems"] = minItems, ["items"] = item };

    internal static JsonObject AnyOf(params JsonObject[] alternatives) => new() { ["anyOf"] = new JsonArray([.. alternatives]) };

    internal static JsonObject OneOrSeveral(JsonObject item) => AnyOf(item, ListOf((JsonObject)item.DeepClone()));

    internal static JsonObject OrNull(JsonObject schema) => AnyOf(schema, Type("null"));

    internal static JsonObject Link() => Described(Type("string"), "The address of the schema, for editors.");

    internal static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }

    /// <summary>Makes an object that may have these keys and no others.</summary>
    internal static JsonObject Object(IEnumerable<string> keys, IEnumerable<string> required, Func<string, JsonObject> valueOf)
    {
        JsonObject properties = [];
        foreach (string key in keys)
            properties[key] = valueOf(key);
        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        JsonArray names = Names(required);
        if (names.Count > 0)
            schema["required"] = names;
        return schema;
    }

    internal static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(static name => (JsonNode)name)]);

    internal static InvalidOperationException Unknown(string key) => new($"the schema does not know `{key}`");
}
