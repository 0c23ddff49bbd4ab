//! Public keys as everybody reads them: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7, RFC 5480, RFC 8410), DER.

use webauthn_rs::prelude::{COSEKey, COSEKeyType, ECDSACurve, EDDSACurve};

/// id-ecPublicKey with prime256v1, with secp384r1 and with secp521r1; rsaEncryption; id-Ed25519 and id-Ed448. Each with
/// its parameters.
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
];
const P384: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22,
];
const P521: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23,
];
const RSA: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
const ED448: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x71];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// The key as SubjectPublicKeyInfo.
pub(super) fn public(key: &COSEKey) -> Vec<u8> {
    let (algorithm, bytes) = match &key.key {
        COSEKeyType::EC_EC2(point) => {
            let curve = match point.curve {
                ECDSACurve::SECP256R1 => P256,
                ECDSACurve::SECP384R1 => P384,
                ECDSACurve::SECP521R1 => P521,
            };
            // An uncompressed point (SEC 1 §2.3.3).
            (curve, [&[0x04], point.x.as_slice(), point.y.as_slice()].concat())
        }
        COSEKeyType::EC_OKP(point) => {
            let curve = match point.curve {
                EDDSACurve::ED25519 => ED25519,
                EDDSACurve::ED448 => ED448,
            };
            (curve, point.x.clone())
        }
        COSEKeyType::RSA(numbers) => {
            let both = [number(&numbers.n), number(&numbers.e)].concat();
            (RSA, told(SEQUENCE, &both))
        }
    };
    let bits = told(BIT_STRING, &[&[0x00], bytes.as_slice()].concat());
    told(SEQUENCE, &[told(SEQUENCE, algorithm), bits].concat())
}

/// A whole number above zero.
fn number(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let bytes = bytes.get(first..).unwrap_or_default();
    let sign: &[u8] = if bytes.first().is_none_or(|byte| *byte >= 0x80) {
        &[0]
    } else {
        &[]
    };
    told(INTEGER, &[sign, bytes].concat())
}

/// Tag, length and content.
fn told(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let first = length.iter().position(|byte| *byte != 0).unwrap_or(length.len());
    let length = length.get(first..).unwrap_or_default();
    let mut der = vec![tag];
    match length {
        [] => der.push(0),
        [short] if *short < 0x80 => der.push(*short),
        long => {
            der.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            der.extend(long);
        }
    }
    der.extend(content);
    der
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING};
    use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair as _};
    use webauthn_rs::prelude::{COSEAlgorithm, COSEEC2Key, COSERSAKey};

    use super::*;

    #[test]
    fn keys_are_written_as_others_write_them() {
        for (signing, curve, type_, size) in [
            (
                &ECDSA_P256_SHA256_ASN1_SIGNING,
                ECDSACurve::SECP256R1,
                COSEAlgorithm::ES256,
                32,
            ),
            (
                &ECDSA_P384_SHA384_ASN1_SIGNING,
                ECDSACurve::SECP384R1,
                COSEAlgorithm::ES384,
                48,
            ),
        ] {
            let pair = EcdsaKeyPair::generate(signing).unwrap();
            let point = &pair.public_key().as_ref()[1..];
            let key = COSEKeyType::EC_EC2(COSEEC2Key {
                curve,
                x: point[..size].to_vec(),
                y: point[size..].to_vec(),
            });
            let der = pair.public_key().as_der().unwrap();
            assert_eq!(public(&COSEKey { type_, key }), der.as_ref());
        }
        let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
        let key = COSEKeyType::RSA(COSERSAKey {
            // In RFC 8017 form the modulus stands after nine bytes of frame.
            n: pair.public_key().as_ref()[9..265].to_vec(),
            e: [1, 0, 1],
        });
        let type_ = COSEAlgorithm::RS256;
        let der = pair.public_key().as_der().unwrap();
        assert_eq!(public(&COSEKey { type_, key }), der.as_ref());
    }
}
