//! Draws what a network sees: its regions as soft colours, the held-back samples as dots. PNG bytes.

use super::network::Network;
use super::spirals::{N_CLASSES, Sample};

/// Pixels along each side.
const SIZE_PX: usize = 144;

/// Width of what is drawn, in the samples' own measure.
const WIDTH: f64 = 2.4;

/// Pixels between two places where the network is asked; the colours in between are mixed.
const STRIDE_PX: usize = 4;

/// Places along each side where the network is asked.
const N_NODES: usize = SIZE_PX / STRIDE_PX + 1;

/// One colour for each class.
const COLOURS: [[f64; 3]; N_CLASSES] = [
    [232.0, 163.0, 61.0],
    [46.0, 158.0, 115.0],
    [72.0, 120.0, 208.0],
];

/// The picture as a PNG file.
pub(super) fn boundary(
    network: &Network,
    samples: &[Sample],
) -> Result<Vec<u8>, png::EncodingError> {
    let nodes = ask(network);
    let mut pixels = vec![255_u8; SIZE_PX * SIZE_PX * 3];
    for row in 0..SIZE_PX {
        for column in 0..SIZE_PX {
            let colour = between(&nodes, row, column);
            put(
                &mut pixels,
                row,
                column,
                colour.map(|part| 255.0 - (255.0 - part) * 0.55),
            );
        }
    }
    for sample in samples {
        let (column, row) = (to_pixel(sample.place[0]), to_pixel(-sample.place[1]));
        for (row, column) in [
            (row, column),
            (row + 1, column),
            (row, column + 1),
            (row + 1, column + 1),
        ] {
            put(
                &mut pixels,
                row,
                column,
                COLOURS[sample.class].map(|part| part * 0.7),
            );
        }
    }
    encode(&pixels)
}

/// The network's colours on a grid, row by row.
fn ask(network: &Network) -> Vec<[f64; 3]> {
    let place = |node: usize| ((node * STRIDE_PX) as f64 / SIZE_PX as f64 - 0.5) * WIDTH;
    (0..N_NODES * N_NODES)
        .map(|node| mix(&network.probabilities([place(node % N_NODES), -place(node / N_NODES)])))
        .collect()
}

fn mix(shares: &[f64; N_CLASSES]) -> [f64; 3] {
    let mut colour = [0.0; 3];
    for (share, own) in shares.iter().zip(COLOURS) {
        for (part, value) in colour.iter_mut().zip(own) {
            *part += share * value;
        }
    }
    colour
}

/// The colour of a pixel, from the four nodes around it.
fn between(nodes: &[[f64; 3]], row: usize, column: usize) -> [f64; 3] {
    let share = |pixel: usize| (pixel % STRIDE_PX) as f64 / STRIDE_PX as f64;
    let first = row / STRIDE_PX * N_NODES + column / STRIDE_PX;
    let (right, down) = (share(column), share(row));
    let corners = [
        (first, (1.0 - right) * (1.0 - down)),
        (first + 1, right * (1.0 - down)),
        (first + N_NODES, (1.0 - right) * down),
        (first + N_NODES + 1, right * down),
    ];
    let mut colour = [0.0; 3];
    for (node, share) in corners {
        for (part, value) in colour.iter_mut().zip(nodes[node]) {
            *part += share * value;
        }
    }
    colour
}

fn to_pixel(place: f64) -> usize {
    // A float that is out of range or NaN becomes the nearest whole number or 0.
    ((place / WIDTH + 0.5) * SIZE_PX as f64) as usize
}

fn put(pixels: &mut [u8], row: usize, column: usize, colour: [f64; 3]) {
    if row < SIZE_PX && column < SIZE_PX {
        let at = (row * SIZE_PX + column) * 3;
        for (offset, part) in colour.into_iter().enumerate() {
            pixels[at + offset] = part as u8;
        }
    }
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIZE_PX as u32, SIZE_PX as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
