using System.Buffers;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Reading;

/// <summary>Reads single values of a file that a person wrote, and says what is wrong with them.</summary>
/// <param name="errors">Receives what is wrong.</param>
internal abstract class ValueReader(ICollection<SourceDiagnostic> errors)
{
    protected ICollection<SourceDiagnostic> Errors => errors;

    protected static SourceDiagnostic WrongType(SourceNode node, string what, string expected, string help) =>
        node.Problem("wrong_type", $"{what} must be {expected}, not {NameOf(node.Kind)}", help);

    protected static SourceDiagnostic UnknownName(SourceNode node, string what, string[] known)
    {
        string help = NearestName.Find(node.StringValue!, known) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"known are {string.Join(", ", known.Select(static name => $"`{name}`"))}";
        return node.Problem($"unknown_{what}", $"unknown {what} `{node.StringValue}`", help);
    }

    protected static SourceMember NameOf(SourceNode node, string name) => node.Members.First(member => member.Name == name);

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "`true`",
        JsonValueKind.False => "`false`",
        _ => "`null`",
    };

    private static string HelpFor(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "write it between double quotes",
        JsonValueKind.Number => "write it in digits, without quotes",
        JsonValueKind.Array => "write it between `[` and `]`",
        _ => "write it between `{` and `}`",
    };

    /// <summary>Checks <c>$schema</c>, which editors read and nobody else.</summary>
    protected void ReadSchema(SourceNode root)
    {
        if (root.Find("$schema") is { } schema)
            Expect(schema, JsonValueKind.String, "`$schema`");
    }

    protected void CheckKeys(SourceNode node, string[] known)
    {
        foreach (SourceMember member in node.Members)
        {
            if (!known.Contains(member.Name, StringComparer.Ordinal))
                errors.Add(UnknownKey(member, known));
        }
    }

    protected virtual SourceDiagnostic UnknownKey(SourceMember member, string[] known) => member.UnknownKey(known);

    protected bool Expect(SourceNode node, JsonValueKind kind, string what, string? help = null)
    {
        if (node.Kind == kind)
            return true;
        errors.Add(WrongType(node, what, NameOf(kind), help ?? HelpFor(kind)));
        return false;
    }

    protected bool ExpectList(SourceNode node, string what, string help)
    {
        if (!Expect(node, JsonValueKind.Array, what))
            return false;
        if (!node.Items.IsEmpty)
            return true;
        errors.Add(node.Problem("empty_list", $"{what} is an empty list", help));
        return false;
    }

    protected bool? ReadBoolean(SourceNode? node, string what)
    {
        switch (node?.Kind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                errors.Add(WrongType(node, what, "`true` or `false`", "write `true` or `false`, without quotes"));
                return null;
        }
    }

    protected string? ReadText(SourceNode node, string what)
    {
        if (!Expect(node, JsonValueKind.String, what))
            return null;
        if (node.StringValue!.Length > 0)
            return node.StringValue;
        errors.Add(node.Problem("empty_text", $"{what} is empty", "write at least one character"));
        return null;
    }

    protected byte[]? ReadCanonical(SourceNode node)
    {
        ArrayBufferWriter<byte> output = new();
        try
        {
            node.WriteCanonical(output);
            return output.WrittenSpan.ToArray();
        }
        catch (CanonicalJsonException e)
        {
            errors.Add(node.Problem("not_canonical", $"the value cannot be kept: {e.Reason}", "numbers end near 1.8e308; write a smaller one, or a text"));
            return null;
        }
    }
}
