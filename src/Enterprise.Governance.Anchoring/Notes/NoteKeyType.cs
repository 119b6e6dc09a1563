namespace Enterprise.Governance.Anchoring;

/// <summary>What a key of notes signs.</summary>
public enum NoteKeyType : byte
{
    /// <summary>The text of the note.</summary>
    Ed25519 = 0x01,

    /// <summary>A checkpoint and the time at which a witness saw it, C2SP tlog-cosignature.</summary>
    CosignatureV1 = 0x04,
}
