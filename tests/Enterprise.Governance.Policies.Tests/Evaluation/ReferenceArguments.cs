using System.Text.Json;
using Enterprise.Governance.Policies.Tests.Matching;

namespace Enterprise.Governance.Policies.Tests.Evaluation;

/// <summary>Tests of arguments in the reference. <see langword="null"/> is unknown.</summary>
internal static class ReferenceArguments
{
    internal static bool? Test(string path, JsonProperty test, ReferenceRequest request)
    {
        JsonElement? found = Find(request.Args, path);
        if (test.Name == "exists")
            return found.HasValue == test.Value.GetBoolean();
        if (found is not { } value || Operand(test.Value, request) is not { } operand)
            return null;
        return test.Name switch
        {
            "eq" => SameType(value, operand) ? DeepEquals(value, operand) : null,
            "ne" => SameType(value, operand) ? !DeepEquals(value, operand) : null,
            "gt" => Compare(value, operand) is { } order ? order > 0 : null,
            "ge" => Compare(value, operand) is { } order ? order >= 0 : null,
            "lt" => Compare(value, operand) is { } order ? order < 0 : null,
            "le" => Compare(value, operand) is { } order ? order <= 0 : null,
            "in" => In(value, operand),
            "not_in" => !In(value, operand),
            "like" => value.ValueKind == JsonValueKind.String && operand.ValueKind == JsonValueKind.String
                ? WildcardTests.Reference(operand.GetString()!, value.GetString()!) : null,
            "contains" => value.ValueKind == JsonValueKind.Array ? Has(value, operand) : null,
            "contains_any" => AreLists(value, operand) ? operand.EnumerateArray().Any(item => Has(value, item)) : null,
            "contains_all" => AreLists(value, operand) ? operand.EnumerateArray().All(item => Has(value, item)) : null,
            "count_gt" => value.ValueKind == JsonValueKind.Array && operand.ValueKind == JsonValueKind.Number ? value.GetArrayLength() > operand.GetDouble() : null,
            "count_lt" => value.ValueKind == JsonValueKind.Array && operand.ValueKind == JsonValueKind.Number ? value.GetArrayLength() < operand.GetDouble() : null,
            _ => throw new InvalidOperationException(test.Name),
        };
    }

    internal static bool IsPresent(string path, ReferenceRequest request) => Find(request.Args, path) is not null;

    private static JsonElement? Find(JsonElement? args, string path)
    {
        JsonElement? current = args;
        foreach (string name in path.Split('.'))
        {
            if (current is not { ValueKind: JsonValueKind.Object } value || !value.TryGetProperty(name, out JsonElement next))
                return null;
            current = next;
        }

        return current;
    }

    private static JsonElement? Operand(JsonElement operand, ReferenceRequest request)
    {
        if (operand.ValueKind != JsonValueKind.Object || operand.EnumerateObject().Count() != 1 || !operand.TryGetProperty("ref", out JsonElement reference))
            return operand;
        string name = reference.GetString()!;
        if (name.StartsWith("args.", StringComparison.Ordinal))
            return Find(request.Args, name["args.".Length..]);
        string? text = name switch { "user" => request.User, "tenant" => request.Tenant, _ => request.Org };
        return text is null ? null : JsonSerializer.SerializeToElement(text);
    }

    private static bool? In(JsonElement value, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        JsonElement[] same = [.. list.EnumerateArray().Where(item => SameType(item, value))];
        return same.Length == 0 ? null : same.Any(item => DeepEquals(item, value));
    }

    private static bool Has(JsonElement array, JsonElement wanted) => array.EnumerateArray().Any(item => SameType(item, wanted) && DeepEquals(item, wanted));

    private static bool AreLists(JsonElement value, JsonElement operand) =>
        value.ValueKind == JsonValueKind.Array && operand.ValueKind == JsonValueKind.Array && operand.GetArrayLength() > 0;

    private static int? Compare(JsonElement value, JsonElement operand) =>
        value.ValueKind == JsonValueKind.Number && operand.ValueKind == JsonValueKind.Number ? Order(value.GetDouble(), operand.GetDouble()) : null;

    // Not CompareTo: that tells -0 from 0.
    private static int Order(double x, double y) => x < y ? -1 : x > y ? 1 : 0;

    private static bool SameType(JsonElement x, JsonElement y) => TypeOf(x) == TypeOf(y);

    private static JsonValueKind TypeOf(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static bool DeepEquals(JsonElement x, JsonElement y)
    {
        if (x.ValueKind != y.ValueKind)
            return false;
        return x.ValueKind switch
        {
            JsonValueKind.Number => x.GetDouble() == y.GetDouble(),
            JsonValueKind.String => x.GetString() == y.GetString(),
            JsonValueKind.Array => x.GetArrayLength() == y.GetArrayLength() && x.EnumerateArray().Zip(y.EnumerateArray()).All(static pair => DeepEquals(pair.First, pair.Second)),
            JsonValueKind.Object => x.EnumerateObject().Count() == y.EnumerateObject().Count()
                && x.EnumerateObject().All(member => y.TryGetProperty(member.Name, out JsonElement other) && DeepEquals(member.Value, other)),
            _ => true,
        };
    }
}
