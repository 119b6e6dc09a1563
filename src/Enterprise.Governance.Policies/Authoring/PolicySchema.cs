using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Governance.Policies.Authoring;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies;

/// <summary>JSON Schemas (draft 2020-12) of what people write, for editors. Made of the tables that the library reads with.</summary>
/// <remarks>
/// What loads is valid by the schema. The reverse does not hold for what a schema cannot say: keys and ids that are given twice, levels of nesting,
/// whole numbers with a fraction or an exponent, lengths in UTF-16 code units.
/// </remarks>
public static class PolicySchema
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the schema of policy files.</summary>
    /// <returns>Indented JSON with a final line feed.</returns>
    public static string OfPolicies()
    {
        JsonObject file = SchemaParts.Object(PolicyKeys.File, ["policies"], static key => key == "policies" ? SchemaParts.Reference("rules") : SchemaParts.Link());
        return Write("policy", "Policy file, policy language 1", new JsonObject
        {
            ["if"] = SchemaParts.Type("array"),
            ["then"] = SchemaParts.Reference("rules"),
            ["else"] = file,
        });
    }

    /// <summary>Returns the schema of test files, see <see cref="PolicyTestSuite"/>.</summary>
    /// <returns>Indented JSON with a final line feed.</returns>
    public static string OfPolicyTests() => Write("policytest", "Tests of policies, policy language 1", TestSchema.File());

    private static string Write(string name, string title, JsonObject root)
    {
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:enterprise-governance:{name}:1",
            ["title"] = title,
        };
        foreach ((string key, JsonNode? value) in root)
            schema[key] = value?.DeepClone();
        schema["$defs"] = RuleSchema.Definitions();
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, s_options))
            schema.WriteTo(writer);
        return Encoding.UTF8.GetString(output.WrittenSpan) + "\n";
    }
}
