using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>What does canonicalising cost beside parsing alone, and beside parse, sort, write?</summary>
[MemoryDiagnoser]
public class CanonicalizeBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _json = [];

    [Params(200, 2_000, 100_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _json = SampleEvents.Data(Bytes);

    [Benchmark(Baseline = true, Description = "JsonDocument.Parse alone")]
    public void ParseAlone() => JsonDocument.Parse(_json).Dispose();

    [Benchmark(Description = "parse, sort, write: JsonNode")]
    public int ParseSortWrite()
    {
        _output.ResetWrittenCount();
        using Utf8JsonWriter writer = new(_output);
        Sort(JsonNode.Parse(_json))!.WriteTo(writer);
        writer.Flush();
        return _output.WrittenCount;
    }

    [Benchmark(Description = "parse, sort, write: JsonDocument")]
    public int ParseSortWriteElements()
    {
        _output.ResetWrittenCount();
        using JsonDocument document = JsonDocument.Parse(_json);
        using Utf8JsonWriter writer = new(_output);
        Write(document.RootElement, writer);
        writer.Flush();
        return _output.WrittenCount;
    }

    [Benchmark(Description = "CanonicalJson.Canonicalize")]
    public int Canonicalize()
    {
        _output.ResetWrittenCount();
        CanonicalJson.Canonicalize(_json, _output);
        return _output.WrittenCount;
    }

    /// <summary>The obvious way. Not RFC 8785: numbers and escapes stay as they were, duplicates pass.</summary>
    private static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(static member => member.Key, StringComparer.Ordinal).Select(static member => KeyValuePair.Create(member.Key, Sort(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sort)]),
        _ => node?.DeepClone(),
    };

    /// <summary>The same with the least that it can cost.</summary>
    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject().OrderBy(static p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
