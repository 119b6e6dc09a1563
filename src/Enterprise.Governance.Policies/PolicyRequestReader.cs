using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>
/// Reads requests as JSON: <c>{"phase":"exec","action":"…","tool":"…","tenant":"…","org":"…","user":"…","roles":["…"],"args":{…}}</c>.
/// All but <c>action</c> may be absent or null; unknown keys are refused. Thread-safe.
/// </summary>
public static class PolicyRequestReader
{
    internal static readonly string[] Keys = ["phase", "action", "tool", "tenant", "org", "user", "roles", "args"];

    /// <summary>Reads one request.</summary>
    /// <param name="utf8Json">One JSON object in UTF-8.</param>
    /// <param name="file">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <param name="line">The line of the file on which the text starts, from 1; for files of one request a line.</param>
    /// <param name="request">The request, when there is no problem.</param>
    /// <param name="problems">Everything that is wrong; empty when the request could be read.</param>
    /// <returns>Whether the request could be read.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> utf8Json, string? file, int line, out PolicyRequest request, out ImmutableArray<SourceDiagnostic> problems)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        List<SourceDiagnostic> errors = [];
        request = default;
        if (!SourceDocument.TryParse(utf8Json, file, out SourceNode? root, out ImmutableArray<SourceDiagnostic> syntax))
            errors.AddRange(syntax);
        else
            request = Read(root, errors);
        problems = [.. errors.Select(error => error with { Line = error.Line + line - 1 })];
        return errors.Count == 0;
    }

    /// <summary>Reads a request that stands inside another document. What comes back beside an error is void.</summary>
    internal static PolicyRequest Read(SourceNode root, ICollection<SourceDiagnostic> errors)
    {
        int before = errors.Count;
        if (root.Kind != JsonValueKind.Object)
        {
            errors.Add(root.Problem("wrong_type", "a request must be an object", "write `{\"action\": …}`"));
            return default;
        }

        foreach (SourceMember member in root.Members)
        {
            if (!Keys.Contains(member.Name, StringComparer.Ordinal))
                errors.Add(member.UnknownKey(Keys));
        }

        string? action = ReadText(root, "action", isName: true, errors);
        if (root.Find("action") is null or { Kind: JsonValueKind.Null })
            errors.Add(root.Problem("missing_key", "the request has no `action`", "write `{\"action\": …}`"));
        string? phase = ReadText(root, "phase", isName: false, errors);
        string? tool = ReadText(root, "tool", isName: true, errors);
        string? tenant = ReadText(root, "tenant", isName: false, errors);
        string? org = ReadText(root, "org", isName: false, errors);
        string? user = ReadText(root, "user", isName: false, errors);
        ImmutableArray<string> roles = ReadRoles(root.Find("roles"), errors);
        byte[] args = ReadArgs(root.Find("args"), errors);
        if (errors.Count > before)
            return default;
        return new PolicyRequest(action!) { Phase = phase ?? PolicyPhases.Exec, Tool = tool, Tenant = tenant, Org = org, User = user, Roles = roles, Args = args };
    }

    private static string? ReadText(SourceNode root, string key, bool isName, ICollection<SourceDiagnostic> errors)
    {
        if (root.Find(key) is not { Kind: not JsonValueKind.Null } node)
            return null;
        if (node.Kind != JsonValueKind.String)
        {
            errors.Add(node.Problem("wrong_type", $"`{key}` must be a string", "write it between double quotes, or leave it out"));
            return null;
        }

        string? problem;
        bool valid = isName ? GovernanceIdentifier.IsValidName(node.StringValue, out problem) : GovernanceIdentifier.IsValid(node.StringValue, out problem);
        if (!valid)
            errors.Add(node.Problem("invalid_id", $"`{key}` {problem}", "take a valid one, or leave it out"));
        return valid ? node.StringValue : null;
    }

    private static ImmutableArray<string> ReadRoles(SourceNode? node, ICollection<SourceDiagnostic> errors)
    {
        if (node is null or { Kind: JsonValueKind.Null })
            return [];
        if (node.Kind == JsonValueKind.Array && node.Items.All(static item => item.Kind == JsonValueKind.String))
            return [.. node.Items.Select(static item => item.StringValue!)];
        errors.Add(node.Problem("wrong_type", "`roles` must be a list of strings", "write `[\"…\"]`, or leave it out"));
        return [];
    }

    private static byte[] ReadArgs(SourceNode? node, ICollection<SourceDiagnostic> errors)
    {
        if (node is null or { Kind: JsonValueKind.Null })
            return [];
        if (node.Kind != JsonValueKind.Object)
        {
            errors.Add(node.Problem("wrong_type", "`args` must be an object", "write `{\"name\": …}`, or leave it out"));
            return [];
        }

        ArrayBufferWriter<byte> canonical = new();
        try
        {
            node.WriteCanonical(canonical);
        }
        catch (CanonicalJsonException e)
        {
            errors.Add(node.Problem("not_canonical", $"`args` cannot be read: {e.Reason}", "see RFC 8785 and RFC 7493 for what JSON can hold"));
        }

        return canonical.WrittenSpan.ToArray();
    }
}
