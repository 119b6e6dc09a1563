using System.Globalization;
using System.Text;

namespace PipelineWorker;

/// <summary>The traces that actions leave outside the database: a file of this process's own in a directory that many share.</summary>
/// <param name="directory">The directory; made if it is not there.</param>
public sealed class EffectLog(string directory) : IDisposable
{
    private readonly FileStream _file = new(
        Path.Combine(Directory.CreateDirectory(directory).FullName, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.WriteThrough);

    /// <summary>Reads every trace that any process has left.</summary>
    public static List<string> ReadAll(string directory) => Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).SelectMany(File.ReadLines)] : [];

    /// <summary>Leaves a trace: one write, so that a kill leaves whole lines.</summary>
    public void Add(string effect) => _file.Write(Encoding.UTF8.GetBytes(effect + "\n"));

    public void Dispose() => _file.Dispose();
}
