using System.Text;
using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Linting.Texts;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>What the literals of a place say of a string.</summary>
internal static class TextTests
{
    internal static void AddTo(TextConstraints constraints, ArgumentNode node)
    {
        foreach ((ArgumentTest test, bool wanted) in node.Wanted(JsonType.Text))
        {
            bool isNegated = test.Name is "ne" or "not_in";
            List<TextPattern> side = wanted != isNegated ? constraints.Required : constraints.Refused;
            if (test.Name == "like")
                side.Add(TextPattern.Wildcard(Unquote(test.LiteralText())));
            else if (test.Name is "eq" or "ne")
                side.Add(TextPattern.Word(Unquote(test.LiteralText())));
            else if (side == constraints.Refused)
                side.AddRange(Texts(test).Select(TextPattern.Word));
            else
                constraints.Domain = [.. constraints.Domain is { } domain ? Texts(test).Intersect(domain, StringComparer.Ordinal) : Texts(test)];
        }
    }

    /// <summary>Returns the content of a JSON string.</summary>
    internal static string Unquote(string json) => Encoding.UTF8.GetString(CanonicalText.ContentOf(Encoding.UTF8.GetBytes(json)));

    private static IEnumerable<string> Texts(ArgumentTest test) => test.Elements().Where(static element => element[0] == '"').Select(Unquote);
}
