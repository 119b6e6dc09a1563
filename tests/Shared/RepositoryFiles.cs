namespace Enterprise.Governance.TestSupport;

/// <summary>Finds files of the checkout from wherever the test binary runs.</summary>
internal static class RepositoryFiles
{
    internal static string Root { get; } = FindRoot();

    internal static string Vector(params string[] parts) => Path.Combine([Root, "tests", "Vectors", .. parts]);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Enterprise.Governance.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside a checkout of Enterprise.Governance.");
    }
}
