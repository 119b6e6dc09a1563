using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.PolicyTests;

internal sealed partial class PolicyTestReader
{
    private static readonly string[] s_effects = [.. Enum.GetValues<PolicyEffect>().Select(static effect => effect.ToJsonName())];

    private ImmutableArray<ExpectedMember> ReadExpected(SourceNode test)
    {
        if (test.Find("expect") is not { } expect)
        {
            Errors.Add(test.Problem("missing_key", "the test has no `expect`", "write `\"expect\": {\"effect\": …}`"));
            return [];
        }

        if (!Expect(expect, JsonValueKind.Object, "`expect`", "write `{\"effect\": \"deny\"}` or another expectation"))
            return [];
        CheckKeys(expect, PolicyTestKeys.Expect);
        if (expect.Members.IsEmpty)
            Errors.Add(expect.Problem("empty_tests", "the test expects nothing", "name at least `effect`"));
        ImmutableArray<ExpectedMember>.Builder members = ImmutableArray.CreateBuilder<ExpectedMember>();
        foreach (SourceMember member in expect.Members)
        {
            if (ReadExpected(member) is { } json)
                members.Add(new ExpectedMember(member.Name, json, member.Value.Line, member.Value.Column));
        }

        return members.ToImmutable();
    }

    /// <summary>Returns canonical JSON, or <see langword="null"/> beside an error.</summary>
    private string? ReadExpected(SourceMember member)
    {
        SourceNode node = member.Value;
        string what = $"`{member.Name}`";
        switch (member.Name)
        {
            case "effect":
                return Expect(node, JsonValueKind.String, what) && ExpectEffect(node) ? CanonicalOf(node) : null;
            case "cost_units":
                return node.Kind == JsonValueKind.Null || ExpectCostUnits(node, what) ? CanonicalOf(node) : null;
            case "deny_reason":
                return node.Kind == JsonValueKind.Null || ReadText(node, what) is not null ? CanonicalOf(node) : null;
            case "obligations":
                return Expect(node, JsonValueKind.Array, what) && node.Items.All(item => Expect(item, JsonValueKind.Object, "an obligation", "write `{\"type\": …}`")) ? CanonicalOf(node) : null;
            case "policy_ids" or "unknown" or "shadow":
                return Expect(node, JsonValueKind.Array, what) && node.Items.All(item => ReadText(item, "a policy_id") is not null) ? IdsOf(node) : null;
            default:
                return null;
        }
    }

    private bool ExpectEffect(SourceNode node)
    {
        bool known = s_effects.Contains(node.StringValue, StringComparer.Ordinal);
        if (!known)
            Errors.Add(UnknownName(node, "effect", s_effects));
        return known;
    }

    private bool ExpectCostUnits(SourceNode node, string what)
    {
        if (!Expect(node, JsonValueKind.Number, what, "write it in digits, or `null` if no rule sets a cost"))
            return false;
        bool valid = node.TryGetInteger(out long units) && units is >= 0 and <= PolicyKeys.MaxCostUnits;
        if (!valid)
            Errors.Add(node.Problem("out_of_range", $"{what} must be a whole number from 0 to {PolicyKeys.MaxCostUnits}, not `{node.Excerpt}`", "write it without sign, fraction and exponent"));
        return valid;
    }

    private string? CanonicalOf(SourceNode node) => ReadCanonical(node) is { } canonical ? Encoding.UTF8.GetString(canonical) : null;

    /// <summary>Ids come in ordinal order, whatever the order in the file.</summary>
    private static string IdsOf(SourceNode node)
    {
        ArrayBufferWriter<byte> output = new();
        foreach ((int i, string id) in node.Items.Select(static item => item.StringValue!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Index())
        {
            output.Write(i == 0 ? "["u8 : ","u8);
            CanonicalJson.WriteString(id, output);
        }

        output.Write(output.WrittenCount == 0 ? "[]"u8 : "]"u8);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
