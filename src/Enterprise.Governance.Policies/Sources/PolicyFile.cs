using System.Text;

namespace Enterprise.Governance.Policies;

/// <summary>The content of one policy file.</summary>
/// <param name="Name">The name that diagnostics show, or <see langword="null"/>.</param>
/// <param name="Utf8Json">The bytes: an array of rules or an object with <c>policies</c>; comments and trailing commas are accepted.</param>
public readonly record struct PolicyFile(string? Name, ReadOnlyMemory<byte> Utf8Json)
{
    /// <summary>Creates the content from text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <returns>The file.</returns>
    public static PolicyFile FromText(string json, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new PolicyFile(name, Encoding.UTF8.GetBytes(json));
    }
}
