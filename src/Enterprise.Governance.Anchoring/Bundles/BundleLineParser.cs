using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Reads lines. Each is canonical JSON and has its members and no others, so there is one text for each content, and every other one is malformed.</summary>
internal ref struct BundleLineParser
{
    private const int MaxDepth = 2, MaxProofHashes = 64;

    private static readonly CanonicalJsonOptions s_canonical = new() { MaxDepth = MaxDepth };

    private Utf8JsonReader _reader;

    private BundleLineParser(ReadOnlySpan<byte> line) => _reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <exception cref="MalformedBundleException">It is no line of a bundle.</exception>
    internal static BundleLine Parse(ReadOnlySpan<byte> line) => Begin(line, out BundleLineParser parser) switch
    {
        "events" => parser.ReadHeader(),
        "canonical" => parser.ReadEvent(),
        "document" => parser.ReadPolicySet(),
        "checkpoint" => parser.ReadProof(),
        _ => throw new MalformedBundleException("the line is none of a bundle"),
    };

    /// <exception cref="MalformedBundleException">It is no line of a file with personal values.</exception>
    internal static BundleLine ParsePersonal(ReadOnlySpan<byte> line) => Begin(line, out BundleLineParser parser) switch
    {
        "format" => parser.ReadPersonalHeader(),
        "path" => parser.ReadPersonalValue(),
        _ => throw new MalformedBundleException("the line is none of a file with personal values"),
    };

    /// <summary>Returns the name of the first member.</summary>
    private static string Begin(ReadOnlySpan<byte> line, out BundleLineParser parser)
    {
        if (!CanonicalJson.IsCanonical(line, s_canonical))
            throw new MalformedBundleException("the line is not one JSON object in canonical form (RFC 8785)");
        parser = new BundleLineParser(line);
        parser.Next(JsonTokenType.StartObject);
        return parser.Next(JsonTokenType.PropertyName) ? parser._reader.GetString()! : "";
    }

    private BundleLine ReadHeader()
    {
        long events = Number();
        RequireFormat(Member("format").Text(), BundleFormat.Bundle);
        string runId = Member("run_id").RunId();
        return End(new BundleLine.Header(events, runId));
    }

    private BundleLine ReadEvent()
    {
        ReadOnlyMemory<byte> canonical = Bytes();
        string hash = Member("hash").Hash();
        return End(new BundleLine.Event(canonical, hash, Member("seq").Number()));
    }

    private BundleLine ReadPolicySet()
    {
        ReadOnlyMemory<byte>? document = BytesOrNull();
        return End(new BundleLine.PolicySet(document, Member("version").Hash()));
    }

    private BundleLine ReadProof()
    {
        string checkpoint = Text();
        ImmutableArray<MerkleHash> inclusion = Member("inclusion").Hashes();
        string key = Member("key").Text();
        Member("leaf").Require(JsonTokenType.StartObject);
        MerkleHash contentRoot = Member("content_root").Root();
        string hash = Member("hash").Hash();
        long index = Member("index").Number();
        long seq = Member("seq").Number();
        Require(JsonTokenType.EndObject);
        return End(new BundleLine.Proof(checkpoint, inclusion, key, contentRoot, hash, index, seq));
    }

    private BundleLine ReadPersonalHeader()
    {
        RequireFormat(Text(), BundleFormat.Personal);
        return End(new BundleLine.PersonalHeader(Member("run_id").RunId()));
    }

    private BundleLine ReadPersonalValue()
    {
        string path = Text();
        byte[] salt = Convert.FromHexString(Member("salt").Hash());
        long seq = Member("seq").Number();
        return End(new BundleLine.Personal(new PersonalValue(path, Member("value").Bytes(), salt), seq));
    }

    private bool Next(JsonTokenType type) => _reader.Read() && _reader.TokenType == type;

    private void Require(JsonTokenType type)
    {
        if (!Next(type))
            throw new MalformedBundleException("a member of the line has the wrong type, or there is one too many");
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private ref BundleLineParser Member(string name)
    {
        if (!Next(JsonTokenType.PropertyName) || !_reader.ValueTextEquals(name))
            throw new MalformedBundleException($"the line must have `{name}` here");
        return ref this;
    }

    private BundleLine End(BundleLine line)
    {
        Require(JsonTokenType.EndObject);
        return line;
    }

    private string Text()
    {
        Require(JsonTokenType.String);
        return _reader.GetString()!;
    }

    private byte[] Bytes()
    {
        Require(JsonTokenType.String);
        return Copy();
    }

    private ReadOnlyMemory<byte>? BytesOrNull()
    {
        if (Next(JsonTokenType.Null))
            return null;
        return _reader.TokenType == JsonTokenType.String ? Copy() : throw new MalformedBundleException("`document` must be a string or null");
    }

    private readonly byte[] Copy()
    {
        byte[] copy = new byte[_reader.ValueSpan.Length];
        Array.Resize(ref copy, _reader.CopyString(copy));
        return copy;
    }

    private long Number()
    {
        Require(JsonTokenType.Number);
        return _reader.TryGetInt64(out long number) && number is >= 0 and <= BundleFormat.MaxInteger
            ? number
            : throw new MalformedBundleException("a number of the line is no integer from 0 to 2^53 - 1");
    }

    private string Hash()
    {
        string hash = Text();
        return BundleFormat.IsHash(hash) ? hash : throw new MalformedBundleException("a hash of the line is not 64 lower-case hexadecimal digits");
    }

    private MerkleHash Root() => new(Convert.FromHexString(Hash()));

    private ImmutableArray<MerkleHash> Hashes()
    {
        Require(JsonTokenType.StartArray);
        ImmutableArray<MerkleHash>.Builder hashes = ImmutableArray.CreateBuilder<MerkleHash>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (hashes.Count == MaxProofHashes || _reader.TokenType != JsonTokenType.String || _reader.GetString() is not { } text || !BundleFormat.IsHash(text))
                throw new MalformedBundleException($"`inclusion` is not a list of at most {MaxProofHashes} hashes");
            hashes.Add(new MerkleHash(Convert.FromHexString(text)));
        }

        return hashes.ToImmutable();
    }

    private string RunId()
    {
        string runId = Text();
        return GovernanceIdentifier.IsValid(runId, out _) ? runId : throw new MalformedBundleException("`run_id` is none that a run can have");
    }

    private static void RequireFormat(string format, string known)
    {
        if (format != known)
            throw new MalformedBundleException($"the format is not `{known}`");
    }
}
