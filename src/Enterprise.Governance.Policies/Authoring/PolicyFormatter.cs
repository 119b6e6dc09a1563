using System.Text;
using Enterprise.Governance.Policies.Authoring;

namespace Enterprise.Governance.Policies;

/// <summary>
/// Puts policy files into one style: the keys of a rule in the order of the documentation, on one line what fits into 120 columns, comments and the order of rules as
/// they are. The meaning stays: the set has the same version before and after. Formatting twice is formatting once.
/// </summary>
public static class PolicyFormatter
{
    /// <summary>Formats one file.</summary>
    /// <param name="file">The file: an array of rules or an object with <c>policies</c>.</param>
    /// <returns>The file in our style; unchanged, with errors, if it does not load.</returns>
    public static PolicyFormatResult Format(PolicyFile file)
    {
        PolicyLoadResult before = PolicySet.Load([file]);
        if (before.Set is null)
            return new PolicyFormatResult(file, file.Utf8Json, before.Errors);
        byte[] formatted = Encoding.UTF8.GetBytes(new StyleWriter().Write(CommentedReader.Read(file.Utf8Json)));
        return PolicySet.Load([file with { Utf8Json = formatted }]).Set?.Version == before.Set.Version
            ? new PolicyFormatResult(file, formatted, [])
            : throw new InvalidOperationException("formatting would change what the file means; this is a bug");
    }
}
