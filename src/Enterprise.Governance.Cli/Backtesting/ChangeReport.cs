using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>What a comparison found, for people and for programs. Examples show requests, arguments included.</summary>
internal static class ChangeReport
{
    internal static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the changes, the most frequent first, each with its examples, and then what each rule has to do with them.</summary>
    internal static void WriteText(TextWriter output, PolicyComparison comparison)
    {
        foreach (PolicyChange change in comparison.GetChanges())
        {
            output.WriteLine();
            output.WriteLine(Printable.Text($"{change.Count} x {change.Action}: {EffectOf(change)} ({string.Join(", ", change.Members)}){RulesOf(change)}"));
            foreach (PolicyChangeExample example in change.Examples)
            {
                output.WriteLine(Printable.Text($"  {example.Label ?? "request"}: {Json(example.Request.WriteTo)}"));
                output.WriteLine(Printable.Text($"    before {Json(example.Before.WriteTo)}"));
                output.WriteLine(Printable.Text($"    after  {Json(example.After.WriteTo)}"));
            }
        }

        if (comparison.Changed == 0)
            return;
        output.WriteLine();
        output.WriteLine("By rule (+ counts now, - counts no more, ~ counts and says something else):");
        foreach (RuleTally rule in RuleTally.Of(comparison))
            output.WriteLine(Printable.Text($"  {rule.PolicyId}{Signed(" +", rule.Gained)}{Signed(" -", rule.Lost)}{Signed(" ~", rule.Altered)}"));
    }

    /// <summary>Writes the members <c>compared</c>, <c>changed</c>, <c>changes</c> and <c>rules</c>.</summary>
    internal static void WriteMembers(Utf8JsonWriter json, PolicyComparison comparison)
    {
        json.WriteNumber("compared"u8, comparison.Compared);
        json.WriteNumber("changed"u8, comparison.Changed);
        json.WriteStartArray("changes"u8);
        foreach (PolicyChange change in comparison.GetChanges())
            Write(json, change);
        json.WriteEndArray();
        json.WriteStartArray("rules"u8);
        foreach (RuleTally rule in RuleTally.Of(comparison))
        {
            json.WriteStartObject();
            json.WriteString("policy_id"u8, rule.PolicyId);
            json.WriteNumber("gained"u8, rule.Gained);
            json.WriteNumber("lost"u8, rule.Lost);
            json.WriteNumber("altered"u8, rule.Altered);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Returns one line of JSON.</summary>
    internal static string Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, JsonOptions))
            write(json);
        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static void Write(Utf8JsonWriter json, PolicyChange change)
    {
        json.WriteStartObject();
        json.WriteString("action"u8, change.Action);
        json.WriteString("before"u8, change.Before.ToJsonName());
        json.WriteString("after"u8, change.After.ToJsonName());
        Write(json, "members", change.Members);
        Write(json, "gained", change.Gained);
        Write(json, "lost", change.Lost);
        Write(json, "altered", change.Altered);
        json.WriteNumber("count"u8, change.Count);
        json.WriteStartArray("examples"u8);
        foreach (PolicyChangeExample example in change.Examples)
        {
            json.WriteStartObject();
            json.WriteString("label"u8, example.Label);
            json.WritePropertyName("request"u8);
            example.Request.WriteTo(json);
            json.WritePropertyName("before"u8);
            example.Before.WriteTo(json);
            json.WritePropertyName("after"u8);
            example.After.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string EffectOf(PolicyChange change) =>
        change.Before == change.After ? change.Before.ToJsonName() : $"{change.Before.ToJsonName()} -> {change.After.ToJsonName()}";

    private static string RulesOf(PolicyChange change) => string.Concat(
        change.Gained.Select(static id => $" +{id}").Concat(change.Lost.Select(static id => $" -{id}")).Concat(change.Altered.Select(static id => $" ~{id}")));

    private static string Signed(string sign, long count) => count == 0 ? "" : $"{sign}{count}";
}
