using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>The JSON form of approvals: the members that the <c>governance</c> tool writes too.</summary>
internal static class ApprovalJson
{
    internal static void Write(Utf8JsonWriter writer, ApprovalRecord approval) => ApprovalWriter.Write(writer, approval, Name(approval.State));

    internal static void Write(Utf8JsonWriter writer, ProjectionPage page)
    {
        writer.WriteStartObject();
        writer.WriteString("as_of", page.AsOf.UtcDateTime);
        writer.WriteStartArray("approvals");
        foreach (ImmutableArray<object?> row in page.Rows)
        {
            writer.WriteStartObject();
            for (int i = 0; i < page.Columns.Length; i++)
                writer.WriteString(page.Columns[i], Convert.ToString(row[i], CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("next", page.Next);
        writer.WriteEndObject();
    }

    internal static string Name(ApprovalState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
