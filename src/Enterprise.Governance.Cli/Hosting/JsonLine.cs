using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Writes one JSON object a line, for programs.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line, Options))
            write(json);
        output.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }
}
