using System.Text;
using System.Text.Json.Nodes;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Tests.Scenarios;

/// <summary>A request of tests/Vectors/policies.json as a host of ours would make it; docs/policy-scenarios.md says how.</summary>
internal sealed class ScenarioRequest(JsonObject scenario, JsonObject request)
{
    internal string Scenario => Text(scenario["id"])!;

    internal bool IsExpressible => Obstacle is null;

    /// <summary>Gets why no rule can decide the request, or <see langword="null"/>.</summary>
    internal string? Obstacle =>
        request["content_based"] is not null || Text(request["id"]) == "pattern_denies_over_baseline_permit" ? "content"
        : Text(request["reason"]) == "rate limit" ? "rate"
        : Text(request["id"]) == "ifc_input_denies_over_baseline_permit" ? "labels"
        : null;

    /// <summary>Gets the decision in the source; advice to escalate is an approval, as the vector's rules say.</summary>
    internal string ExpectedEffect =>
        request["reasons"] is JsonArray reasons && reasons.Any(static reason => Text(reason) == "agt.approval.approver_required") ? "require_approval" : Text(request["expected"])!;

    internal string Describe() => Describe(new PolicyRequest(Text(request["action"]) ?? "agent_step")
    {
        Tool = Text(request["tool"]),
        User = Text(request["agent"]) ?? Text(request["args"]!["principalId"]),
        Roles = [.. request["roles"]!.AsArray().Select(static role => Text(role)!)],
        Args = Encoding.UTF8.GetBytes(Arguments().ToJsonString()),
    });

    internal static string Describe(PolicyRequest request)
    {
        string args = Encoding.UTF8.GetString(CanonicalJson.Canonicalize(request.Args.IsEmpty ? "{}"u8 : request.Args.Span));
        return $"{request.Action} by {request.Tool} for {request.User} ({string.Join(", ", request.Roles)}) with {args}";
    }

    private JsonObject Arguments()
    {
        JsonObject args = request["args"]!.DeepClone().AsObject();
        args.Remove("principalId");
        foreach (string facts in (string[])["context", "tool_limits"])
        {
            if (request[facts] is { } value)
                args[facts] = value.DeepClone();
        }

        // The host looks up whose department it is.
        if (Scenario == "cedar-4e")
            args["resourceAttrs"]!["account"]!["department"] = DepartmentOf(Text(args["resourceAttrs"]!["account"]!["id"])!);
        return args;
    }

    private JsonNode DepartmentOf(string user) => scenario["requests"]!.AsArray()
        .First(other => Text(other!["args"]!["principalId"]) == user)!["args"]!["principalAttrs"]!["department"]!.DeepClone();

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
