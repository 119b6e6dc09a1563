using System.IO.Enumeration;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyTests;

/// <summary>Finds the test files that the command line means.</summary>
internal static class PolicyTestFinder
{
    // Links are not followed: they could lead in circles.
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>Returns the files that are named, and those below directories, each once.</summary>
    internal static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        string[] files =
        [
            .. (paths.Count == 0 ? ["."] : paths).SelectMany(static path => Directory.Exists(path) ? Below(path) : File.Exists(path) ? [path] : throw CliFailure.Refused($"`{path}` does not exist"))
                .DistinctBy(Path.GetFullPath, StringComparer.Ordinal),
        ];
        return files.Length > 0 ? files : throw CliFailure.Refused($"there is no file `*{PolicyTestSuite.FileSuffix}`; name test files, or directories that hold some");
    }

    private static IEnumerable<string> Below(string directory)
    {
        FileSystemEnumerable<string> files = new(directory, static (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), Everywhere)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.EndsWith(PolicyTestSuite.FileSuffix, StringComparison.Ordinal),

            // A build copies policies there.
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => entry.FileName is not ("bin" or "obj"),
        };
        return files.Select(file => directory == "." ? Path.GetRelativePath(".", file) : file).Order(StringComparer.Ordinal);
    }
}
