using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary>Approvals for programs: one JSON object a line.</summary>
internal static class ApprovalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(IEnumerable<ApprovalRecord> approvals, TextWriter output)
    {
        ArrayBufferWriter<byte> line = new();
        foreach (ApprovalRecord approval in approvals)
        {
            line.ResetWrittenCount();
            using (Utf8JsonWriter json = new(line, Options))
                ApprovalWriter.Write(json, approval, ApprovalText.Name(approval.State));
            output.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
        }
    }
}
