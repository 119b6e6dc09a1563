using Enterprise.Governance.Policies.Sources;

namespace Enterprise.Governance.Policies;

/// <summary>Makes the usual sources.</summary>
public static class PolicySource
{
    /// <summary>Makes a source of text that does not change.</summary>
    /// <param name="json">An array of rules or an object with <c>policies</c>.</param>
    /// <param name="name">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <returns>The source.</returns>
    public static IPolicySource Text(string json, string? name = null) => new TextPolicySource(PolicyFile.FromText(json, name));

    /// <summary>Makes a source of one file. Nothing is opened before the engine starts.</summary>
    /// <param name="path">The file's path, relative to the current directory or absolute; diagnostics show it as it is given.</param>
    /// <returns>The source.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IPolicySource File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FilePolicySource(path);
    }

    /// <summary>
    /// Makes a source of the files <c>*.json</c> in a directory, in ordinal order, without those whose name starts with a dot or ends with
    /// <see cref="PolicyTestSuite.FileSuffix"/> and without subdirectories. A directory without such a file is an error: an emptied directory must not lift every rule.
    /// </summary>
    /// <param name="path">The directory's path, relative to the current directory or absolute.</param>
    /// <returns>The source.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IPolicySource Directory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new DirectoryPolicySource(path);
    }
}
