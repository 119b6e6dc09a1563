using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Arguments;

namespace Enterprise.Governance.Policies.Reading;

internal sealed partial class RuleReader
{
    private const string ArgumentsPrefix = "args.";

    private static readonly string[] s_references = ["user", "tenant", "org", "args.<path>"];

    private Operand? ReadOperand(SourceMember member)
    {
        SourceNode node = member.Value;
        if (ReferenceOf(node) is { } reference)
            return ReadReference(reference, member);
        bool valid = member.Name switch
        {
            "gt" or "ge" or "lt" or "le" => Expect(node, JsonValueKind.Number, $"`{member.Name}`"),
            "count_gt" or "count_lt" => ExpectCount(node, member.Name),
            "like" => Expect(node, JsonValueKind.String, "`like`"),
            "in" or "not_in" or "contains_any" or "contains_all" => ExpectList(node, $"`{member.Name}`", "list a value") && ExpectNoReferences(node),
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
        if (reference is "user" or "tenant" or "org")
            operand = Operand.OfScope(reference);
        else if (!reference.StartsWith(ArgumentsPrefix, StringComparison.Ordinal))
            Errors.Add(UnknownName(node, "reference", s_references));
        else if (!ArgumentPath.IsValid(reference[ArgumentsPrefix.Length..]))
            Errors.Add(node.Problem("invalid_path", $"`{reference}` is no path: a name is empty", "write names separated by single dots, such as `args.order.total`"));
        else
            operand = Operand.OfArgument(new ArgumentPath(reference[ArgumentsPrefix.Length..]));
        if (operand is not null && member.Name == "like")
            _warnings.Add(node.Problem("pattern_from_request", $"the pattern of `like` comes from the request: a `*` in `{reference}` matches anything", "use `eq` unless that is meant"));
        return operand;
    }

    private bool ExpectCount(SourceNode node, string name)
    {
        if (!Expect(node, JsonValueKind.Number, $"`{name}`"))
            return false;
        bool valid = node.TryGetInteger(out long count) && count is >= 0 and <= int.MaxValue;
        if (!valid)
            Errors.Add(node.Problem("out_of_range", $"`{name}` must be a whole number from 0 to {int.MaxValue}, not `{node.Excerpt}`", "write it without sign, fraction and exponent"));
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
