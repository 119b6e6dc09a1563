using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Arguments;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private static readonly string[] s_references = [.. PolicyKeys.Scopes, $"{PolicyKeys.ArgumentsPrefix}<path>"];

    private Operand? ReadOperand(SourceMember member, OperandKind kind)
    {
        SourceNode node = member.Value;
        if (kind != OperandKind.Boolean && ReferenceOf(node) is { } reference)
            return ReadReference(reference, member);
        string what = $"`{member.Name}`";
        string? help = node.Kind == JsonValueKind.Object && kind != OperandKind.List ? "write the value itself, or a reference, `{\"ref\": …}`, without another member" : null;
        bool valid = kind switch
        {
            OperandKind.Number => Expect(node, JsonValueKind.Number, what, help),
            OperandKind.Count => ExpectCount(node, what, help),
            OperandKind.Text => Expect(node, JsonValueKind.String, what, help ?? (node.Kind == JsonValueKind.Array ? $"{what} takes one pattern; join several tests with `any`" : null)),
            OperandKind.List => ExpectList(node, what, "list a value") && ExpectNoReferences(node),
            OperandKind.Boolean => ReadBoolean(node, what) is not null,
            _ => true,
        };
        return valid && ReadCanonical(node) is { } canonical ? Operand.Literal(canonical) : null;
    }

    /// <summary>Returns the value of <c>ref</c> if <paramref name="node"/> is an object with that member and no other.</summary>
    private static SourceNode? ReferenceOf(SourceNode node) => node.Members.Length == 1 ? node.Find("ref") : null;

    private Operand? ReadReference(SourceNode node, SourceMember member)
    {
        if (!Expect(node, JsonValueKind.String, "`ref`", "write `user`, `tenant`, `org` or `args.<path>`"))
            return null;
        string reference = node.StringValue!;
        Operand? operand = null;
        if (PolicyKeys.Scopes.Contains(reference, StringComparer.Ordinal))
            operand = Operand.OfScope(reference);
        else if (!reference.StartsWith(PolicyKeys.ArgumentsPrefix, StringComparison.Ordinal))
            Errors.Add(UnknownReference(node));
        else if (!ArgumentPath.IsValid(reference[PolicyKeys.ArgumentsPrefix.Length..]))
            Errors.Add(node.Problem("invalid_path", $"`{reference}` is no path: a name is empty", "write names separated by single dots, such as `args.order.total`"));
        else
            operand = Operand.OfArgument(new ArgumentPath(reference[PolicyKeys.ArgumentsPrefix.Length..]));
        if (operand is not null && member.Name == "like")
            _warnings.Add(node.Problem("pattern_from_request", $"the pattern of `like` comes from the request: a `*` in `{reference}` matches anything", "use `eq` unless that is meant"));
        return operand;
    }

    private static SourceDiagnostic UnknownReference(SourceNode node)
    {
        SourceDiagnostic problem = UnknownName(node, "reference", s_references);
        bool looksLikePath = ArgumentPath.IsValid(node.StringValue!) && NearestName.Find(node.StringValue!, PolicyKeys.Scopes) is null;
        return looksLikePath && node.StringValue != "args" ? problem with { Help = $"for an argument write `{PolicyKeys.ArgumentsPrefix}{node.StringValue}`; else {problem.Help}" } : problem;
    }

    private bool ExpectCount(SourceNode node, string what, string? help)
    {
        if (!Expect(node, JsonValueKind.Number, what, help))
            return false;
        bool valid = node.TryGetInteger(out long count) && count is >= 0 and <= int.MaxValue;
        if (!valid)
            Errors.Add(node.Problem("out_of_range", $"{what} must be a whole number from 0 to {int.MaxValue}, not `{node.Excerpt}`", "write it without sign, fraction and exponent"));
        return valid;
    }

    private bool ExpectNoReferences(SourceNode list)
    {
        bool valid = true;
        foreach (SourceNode item in list.Items.Where(static item => ReferenceOf(item) is not null))
        {
            Errors.Add(item.Problem("reference_in_list", "a reference cannot stand inside a list", "make the reference the whole operand, or join two tests with `any`"));
            valid = false;
        }

        return valid;
    }
}
