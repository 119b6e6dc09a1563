using System.Text.Json;
using Enterprise.Governance.Policies.Tests.Matching;

namespace Enterprise.Governance.Policies.Tests.Evaluation;

/// <summary>Conditions of the reference. <see langword="null"/> is unknown.</summary>
internal static class ReferenceCondition
{
    internal static bool? When(JsonElement? when, ReferenceRequest request) =>
        when is { } condition ? And(condition.EnumerateObject().Select(member => Criterion(member, request))) : true;

    internal static bool? And(IEnumerable<bool?> values)
    {
        bool?[] all = [.. values];
        return all.Contains(false) ? false : all.Contains(null) ? null : true;
    }

    private static bool? Or(IEnumerable<bool?> values)
    {
        bool?[] all = [.. values];
        return all.Contains(true) ? true : all.Contains(null) ? null : false;
    }

    private static bool? Criterion(JsonProperty member, ReferenceRequest request) => member.Name switch
    {
        "action" => Like(member.Value, request.Action),
        "tool" => Like(member.Value, request.Tool),
        "tenant" => Like(member.Value, request.Tenant),
        "org" => Like(member.Value, request.Org),
        "user" => Like(member.Value, request.User),
        "roles_any" => member.Value.EnumerateArray().Any(role => request.Roles.Contains(role.GetString())),
        "roles_all" => member.Value.EnumerateArray().All(role => request.Roles.Contains(role.GetString())),
        "args" => And(member.Value.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(test => ReferenceArguments.Test(path.Name, test, request)))),
        "all" => And(member.Value.EnumerateArray().Select(condition => When(condition, request))),
        "any" => Or(member.Value.EnumerateArray().Select(condition => When(condition, request))),
        "not" => !When(member.Value, request),
        _ => throw new InvalidOperationException(member.Name),
    };

    private static bool Like(JsonElement pattern, string? text) => pattern.ValueKind == JsonValueKind.Array
        ? pattern.EnumerateArray().Any(item => Like(item, text))
        : text is not null && WildcardTests.Reference(pattern.GetString()!, text);
}
