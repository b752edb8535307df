namespace Spico.Silo.Professionals;

/// <summary>What a term of the directory names. Stored: a number is never used again.</summary>
internal enum TermKind
{
    Profession = 1,
    Specialty = 2,
    Mode = 3,
    Department = 4,
    Town = 5,
}
