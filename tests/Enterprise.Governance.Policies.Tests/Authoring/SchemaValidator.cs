using System.Text.Json;
using System.Text.RegularExpressions;

namespace Enterprise.Governance.Policies.Tests.Authoring;

/// <summary>Validates by the keywords of JSON Schema (draft 2020-12) that our schemas use, and refuses any other.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    internal bool IsValid(JsonElement value) => IsValid(root, value);

    private bool IsValid(JsonElement schema, JsonElement value) => schema.ValueKind != JsonValueKind.Object
        ? schema.GetBoolean()
        : schema.EnumerateObject().All(keyword => Holds(keyword, schema, value));

    private bool Holds(JsonProperty keyword, JsonElement schema, JsonElement value) => keyword.Name switch
    {
        "$schema" or "$id" or "$defs" or "title" or "description" or "then" or "else" => true,
        "$ref" => IsValid(Definition(keyword.Value.GetString()!), value),
        "type" => IsOfType(keyword.Value.GetString()!, value),
        "enum" => keyword.Value.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)),
        "const" => JsonElement.DeepEquals(keyword.Value, value),
        "if" => Branch(IsValid(keyword.Value, value) ? "then" : "else", schema, value),
        "allOf" => keyword.Value.EnumerateArray().All(item => IsValid(item, value)),
        "anyOf" => keyword.Value.EnumerateArray().Any(item => IsValid(item, value)),
        "oneOf" => keyword.Value.EnumerateArray().Count(item => IsValid(item, value)) == 1,
        "not" => !IsValid(keyword.Value, value),
        "properties" or "additionalProperties" or "propertyNames" or "required" or "minProperties" or "maxProperties" or "dependentSchemas" =>
            value.ValueKind != JsonValueKind.Object || HoldsForObject(keyword, schema, value),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => IsValid(keyword.Value, item)),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= keyword.Value.GetInt32(),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= keyword.Value.GetDouble(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= keyword.Value.GetDouble(),
        "minLength" => value.ValueKind != JsonValueKind.String || CodePoints(value) >= keyword.Value.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || CodePoints(value) <= keyword.Value.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!, RegexOptions.ECMAScript),
        _ => throw new NotSupportedException(keyword.Name),
    };

    private bool HoldsForObject(JsonProperty keyword, JsonElement schema, JsonElement value) => keyword.Name switch
    {
        "properties" => value.EnumerateObject().All(member => !keyword.Value.TryGetProperty(member.Name, out JsonElement own) || IsValid(own, member.Value)),
        "additionalProperties" => value.EnumerateObject().All(member => IsDeclared(member.Name, schema) || IsValid(keyword.Value, member.Value)),
        "propertyNames" => value.EnumerateObject().All(member => IsValid(keyword.Value, JsonSerializer.SerializeToElement(member.Name))),
        "required" => keyword.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "minProperties" => value.GetPropertyCount() >= keyword.Value.GetInt32(),
        "maxProperties" => value.GetPropertyCount() <= keyword.Value.GetInt32(),
        _ => keyword.Value.EnumerateObject().All(dependent => !value.TryGetProperty(dependent.Name, out _) || IsValid(dependent.Value, value)),
    };

    private bool Branch(string name, JsonElement schema, JsonElement value) => !schema.TryGetProperty(name, out JsonElement branch) || IsValid(branch, value);

    private JsonElement Definition(string reference) => root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);

    private static bool IsDeclared(string name, JsonElement schema) => schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(name, out _);

    private static int CodePoints(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException(type),
    };
}
