namespace Enterprise.Governance.Cli.Tests;

/// <summary>A directory that lives as long as a test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("governance-cli").FullName;

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    internal string Write(string name, string text)
    {
        string file = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
