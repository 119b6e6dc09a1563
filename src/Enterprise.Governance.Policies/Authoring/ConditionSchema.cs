using System.Text.Json.Nodes;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>The schema of conditions and of tests of arguments.</summary>
internal static class ConditionSchema
{
    private const string Path = "[^.]+(\\.[^.]+)*$";

    internal static void AddTo(JsonObject definitions)
    {
        definitions["condition"] = SchemaParts.Object(PolicyKeys.When, [], ValueOf);
        definitions["patterns"] = SchemaParts.OneOrSeveral(SchemaParts.Text());
        definitions["arguments"] = new JsonObject
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["propertyNames"] = new JsonObject { ["pattern"] = $"^{Path}" },
            ["additionalProperties"] = SchemaParts.Reference("argumentTests"),
        };
        JsonObject tests = SchemaParts.Object(ArgumentOperator.Names, [], static name => SchemaParts.Described(OperandOf(ArgumentOperator.Find(name)!.Takes), DescriptionOf(name)));
        tests["minProperties"] = 1;
        definitions["argumentTests"] = tests;
        definitions["reference"] = SchemaParts.Object(["ref"], ["ref"], static _ => new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = $"^({string.Join('|', PolicyKeys.Scopes)})$|^{PolicyKeys.ArgumentsPrefix.Replace(".", "\\.", StringComparison.Ordinal)}{Path}",
        });
    }

    private static JsonObject ValueOf(string key) => key switch
    {
        "action" or "tool" or "tenant" or "org" or "user" =>
            SchemaParts.Described(SchemaParts.Reference("patterns"), $"A pattern for the {key}, or a list of which one must match; `*` is any run of characters."),
        "roles_any" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Text()), "The caller has at least one of these roles."),
        "roles_all" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Text()), "The caller has every one of these roles."),
        "args" => SchemaParts.Described(SchemaParts.Reference("arguments"), "Tests of arguments by dotted path; all must hold."),
        "all" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Reference("condition")), "Every one of these conditions holds."),
        "any" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Reference("condition")), "At least one of these conditions holds."),
        "not" => SchemaParts.Described(SchemaParts.Reference("condition"), "The condition does not hold."),
        _ => throw SchemaParts.Unknown(key),
    };

    private static JsonObject OperandOf(OperandKind kind) => kind switch
    {
        OperandKind.Number => OrReference(SchemaParts.Type("number")),
        OperandKind.Count => OrReference(SchemaParts.Whole(0, int.MaxValue)),
        OperandKind.Text => OrReference(SchemaParts.Type("string")),
        OperandKind.List => OrReference(SchemaParts.ListOf(new JsonObject { ["not"] = LooksLikeReference() })),
        OperandKind.Boolean => SchemaParts.Type("boolean"),
        OperandKind.Any => new JsonObject { ["if"] = LooksLikeReference(), ["then"] = SchemaParts.Reference("reference") },
        _ => throw SchemaParts.Unknown(kind.ToString()),
    };

    private static JsonObject OrReference(JsonObject literal) => SchemaParts.AnyOf(literal, SchemaParts.Reference("reference"));

    private static JsonObject LooksLikeReference() => new() { ["type"] = "object", ["required"] = SchemaParts.Names(["ref"]), ["maxProperties"] = 1 };

    private static string DescriptionOf(string name) => name switch
    {
        "eq" => "Equals the operand.",
        "ne" => "Does not equal the operand.",
        "gt" => "Is greater than the operand.",
        "ge" => "Is greater than the operand, or equal to it.",
        "lt" => "Is less than the operand.",
        "le" => "Is less than the operand, or equal to it.",
        "in" => "Equals an element of the list.",
        "not_in" => "Equals no element of the list.",
        "like" => "Is matched by the pattern; `*` is any run of characters.",
        "exists" => "The path leads to a value, or does not; never unknown.",
        "contains" => "The array has an element that equals the operand.",
        "contains_any" => "The array has at least one of these elements.",
        "contains_all" => "The array has every one of these elements.",
        "count_gt" => "The array has more elements.",
        "count_lt" => "The array has fewer elements.",
        _ => throw SchemaParts.Unknown(name),
    };
}
