using System.Text.Json.Nodes;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>The schema of rules.</summary>
internal static class RuleSchema
{
    private const string NoStar = "^[^*]*$";

    private static readonly string[] s_outcomes = ["deny", "require_approval", "allow"];

    internal static JsonObject Definitions()
    {
        JsonObject definitions = new()
        {
            ["rules"] = SchemaParts.ListOf(SchemaParts.Reference("rule"), minItems: 0),
            ["rule"] = new JsonObject
            {
                ["if"] = SchemaParts.AnyOf([.. PolicyKeys.List.Except(PolicyKeys.Header).Select(static key => new JsonObject { ["required"] = SchemaParts.Names([key]) })]),
                ["then"] = SchemaParts.Object(PolicyKeys.List, ["policy_id"], ValueOf),
                ["else"] = SchemaParts.Object(PolicyKeys.Rule, ["policy_id", "effect"], ValueOf),
            },
            ["effect"] = Effect(),
            ["obligation"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["type"] = SchemaParts.Text() },
                ["required"] = SchemaParts.Names(["type"]),
            },
            ["defaultEffect"] = DefaultEffect(),
        };
        ConditionSchema.AddTo(definitions);
        return definitions;
    }

    private static JsonObject ValueOf(string key) => key switch
    {
        "policy_id" => SchemaParts.Described(SchemaParts.Identifier(), "The rule's name, which no other rule has."),
        "phase" => SchemaParts.Described(SchemaParts.OneOrSeveral(Phase()), "When the rule applies: `exec` (default) before an action runs, `plan` before a plan does, or a phase of the host."),
        "priority" => SchemaParts.Described(SchemaParts.Whole(int.MinValue, int.MaxValue), "Higher goes first, for the reason of a denial and for the cost. Default: 0."),
        "enabled" => SchemaParts.Described(SchemaParts.Type("boolean"), "`false` leaves the rule out. Default: `true`."),
        "mode" => SchemaParts.Described(SchemaParts.Enum(PolicyKeys.Modes), "`shadow`: evaluated and reported, but without any say. Default: `enforce`."),
        "when" => SchemaParts.Described(SchemaParts.Reference("condition"), "The condition; without one the rule always matches."),
        "effect" => SchemaParts.Described(SchemaParts.Reference("effect"), "What follows when the rule matches."),
        "deny_actions" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Text(), minItems: 0), "Patterns of actions that are denied."),
        "require_approval_actions" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Text(), minItems: 0), "Patterns of actions that need approval."),
        _ => throw SchemaParts.Unknown(key),
    };

    private static JsonObject Effect()
    {
        JsonObject effect = SchemaParts.Object(PolicyKeys.Effect, [], static key => key switch
        {
            "deny" => SchemaParts.Described(SchemaParts.Type("boolean"), "Deny. Wins over everything else."),
            "deny_reason" => SchemaParts.Described(SchemaParts.Text(), "What whoever was denied is told."),
            "require_approval" => SchemaParts.Described(SchemaParts.Type("boolean"), "Ask somebody first. Wins over `allow`."),
            "allow" => SchemaParts.Described(SchemaParts.Type("boolean"), "Allow, where the default effect would deny."),
            "set_cost_units" => SchemaParts.Described(SchemaParts.Whole(0, PolicyKeys.MaxCostUnits), "What the action costs; the rule of the highest priority decides."),
            "obligations" => SchemaParts.Described(SchemaParts.ListOf(SchemaParts.Reference("obligation"), minItems: 0), "What whoever carries the action out owes; the obligations of all rules add up."),
            _ => throw SchemaParts.Unknown(key),
        });
        effect["allOf"] = new JsonArray(
        [
            .. s_outcomes.SelectMany(static (outcome, i) => s_outcomes.Skip(i + 1), static (first, second) => new JsonObject { ["not"] = AreTrue(first, second) }),
        ]);
        effect["dependentSchemas"] = new JsonObject { ["deny_reason"] = AreTrue("deny") };
        return effect;
    }

    private static JsonObject AreTrue(params string[] keys)
    {
        JsonObject properties = [];
        foreach (string key in keys)
            properties[key] = new JsonObject { ["const"] = true };
        return new JsonObject { ["required"] = SchemaParts.Names(keys), ["properties"] = properties };
    }

    private static JsonObject DefaultEffect()
    {
        JsonObject names = SchemaParts.Identifier();
        names["anyOf"] = new JsonArray(new JsonObject { ["const"] = "*" }, new JsonObject { ["pattern"] = NoStar });
        return SchemaParts.AnyOf(
            SchemaParts.Enum([PolicyEffect.Allow.ToJsonName(), PolicyEffect.Deny.ToJsonName()]),
            new JsonObject { ["type"] = "object", ["propertyNames"] = names, ["additionalProperties"] = SchemaParts.Enum([PolicyEffect.Allow.ToJsonName(), PolicyEffect.Deny.ToJsonName()]) });
    }

    private static JsonObject Phase()
    {
        JsonObject phase = SchemaParts.Identifier();
        phase["allOf"] = new JsonArray(new JsonObject { ["pattern"] = NoStar });
        return phase;
    }
}
