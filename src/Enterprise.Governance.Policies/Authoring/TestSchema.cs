using System.Text.Json.Nodes;
using Enterprise.Governance.Policies.PolicyTests;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>The schema of test files.</summary>
internal static class TestSchema
{
    internal static JsonObject File() => SchemaParts.Object(PolicyTestKeys.File, ["tests"], static key => key switch
    {
        "$schema" => SchemaParts.Link(),
        "files" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Text()), "Policy files or directories of them, relative to this file."),
        "policies" => SchemaParts.Described(SchemaParts.Reference("rules"), "Rules, together one set with those of `files`."),
        "default_effect" => SchemaParts.Described(SchemaParts.Reference("defaultEffect"), "What is decided where no rule decides. Default: `allow`."),
        "tests" => SchemaParts.Described(SchemaParts.ListOf(Test()), "The tests."),
        _ => throw SchemaParts.Unknown(key),
    });

    private static JsonObject Test()
    {
        JsonObject test = SchemaParts.Object(PolicyTestKeys.Test, ["name", "expect"], static key => key switch
        {
            "name" => SchemaParts.Described(SchemaParts.Text(), "What the test shows; no other test of the file has it."),
            "request" => Request(),
            "requests" => SchemaParts.Described(SchemaParts.ListOf(Request()), "Requests that are expected to be decided the same."),
            "expect" => Expect(),
            _ => throw SchemaParts.Unknown(key),
        });
        test["oneOf"] = new JsonArray(new JsonObject { ["required"] = SchemaParts.Names(["request"]) }, new JsonObject { ["required"] = SchemaParts.Names(["requests"]) });
        return test;
    }

    private static JsonObject Request() => SchemaParts.Object(PolicyRequestReader.Keys, ["action"], static key => key switch
    {
        "action" => SchemaParts.Name(),
        "tool" => SchemaParts.OrNull(SchemaParts.Name()),
        "phase" or "tenant" or "org" or "user" => SchemaParts.OrNull(SchemaParts.Identifier()),
        "roles" => SchemaParts.OrNull(SchemaParts.ListOf(SchemaParts.Type("string"), minItems: 0)),
        "args" => SchemaParts.OrNull(SchemaParts.Type("object")),
        _ => throw SchemaParts.Unknown(key),
    });

    private static JsonObject Expect()
    {
        JsonObject expect = SchemaParts.Object(PolicyTestKeys.Expect, [], static key => key switch
        {
            "effect" => SchemaParts.Enum(Enum.GetValues<PolicyEffect>().Select(static effect => effect.ToJsonName())),
            "cost_units" => SchemaParts.OrNull(SchemaParts.Whole(0, PolicyKeys.MaxCostUnits)),
            "deny_reason" => SchemaParts.OrNull(SchemaParts.Text()),
            "obligations" => SchemaParts.ListOf(SchemaParts.Type("object"), minItems: 0),
            "policy_ids" or "unknown" or "shadow" => SchemaParts.ListOf(SchemaParts.Text(), minItems: 0),
            _ => throw SchemaParts.Unknown(key),
        });
        expect["minProperties"] = 1;
        return expect;
    }
}
